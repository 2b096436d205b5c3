import { connect, type FeedOptions, type FeedSocket, webSocket } from 'millrace/client'
import type { Random } from '../random.ts'
import type { WrittenRecord } from './written.ts'

export interface HopperOptions {
  readonly name: string
  readonly urls: readonly string[]
  readonly random: Random
}

/** A client that is cut off and goes elsewhere again and again, and remembers all that it was told. */
export abstract class Hopper {
  readonly name: string
  readonly random: Random
  readonly #urls: readonly string[]
  #socket: { readonly socket: FeedSocket; readonly cut: () => void } | null = null
  connections = 0
  /** Told in all: changes, or events. */
  told = 0
  /** Times at which it had to begin anew. */
  restarts = 0

  constructor({ name, urls, random }: HopperOptions) {
    this.name = name
    this.random = random
    this.#urls = random.shuffled(urls)
  }

  /** Its connection breaks, or it does something of its own. */
  hop(): void {
    this.#socket?.cut()
  }

  abstract readonly isDone: (written: ReadonlyMap<string, readonly (readonly WrittenRecord[])[]>) => boolean
  /** What was told otherwise than it was written; it is over. */
  abstract problems(written: ReadonlyMap<string, readonly (readonly WrittenRecord[])[]>): readonly string[]
  abstract close(): void

  protected connect<Views extends object>() {
    const options: FeedOptions = {
      url: this.#urls,
      silenceMs: 5_000,
      connectMs: 3_000,
      retry: { minMs: 50, maxMs: 1_000 },
      onError: () => {},
      openSocket: (url, token, handlers) => {
        this.connections++
        const socket = webSocket(url, token, handlers)
        const cut = () => {
          socket.close()
          handlers.closed('cut')
        }
        this.#socket = { socket, cut }
        return socket
      },
    }
    return connect<Views>(options)
  }
}
