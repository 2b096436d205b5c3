import { EventEmitter } from 'node:events'
import type { Socket } from '../socket.ts'

/** A websocket whose client takes what it is sent when the test says so. */
export class FakeSocket extends EventEmitter implements Socket {
  readonly sent: Record<string, unknown>[] = []
  pings = 0
  ended: number | 'terminated' | null = null
  isReading = true
  bufferedAmount = 0
  #waiting: (() => void)[] = []

  send(data: Buffer | string, _options: object, sent: () => void): void {
    this.sent.push(JSON.parse(data.toString()))
    if (this.isReading) sent()
    else {
      this.bufferedAmount += data.length
      this.#waiting.push(sent)
    }
  }

  ping(): void {
    this.pings++
  }

  close(code: number): void {
    this.ended = code
  }

  terminate(): void {
    this.ended = 'terminated'
    this.emit('close')
  }

  /** As the client says it. */
  say(frame: object | string): void {
    this.emit('message', Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)), false)
  }

  read(): void {
    this.isReading = true
    this.bufferedAmount = 0
    for (const sent of this.#waiting.splice(0)) sent()
  }
}
