import type { ServerResponse } from 'node:http'
import type { CloseReason, FeedSink, Frame } from 'millrace'
import { OutQueue } from './outQueue.ts'

/** One subscription as server-sent events. */
export class EventStream implements FeedSink {
  readonly #response: ServerResponse
  readonly #out: OutQueue
  readonly #heartbeatMs: number
  #heartbeat: NodeJS.Timeout | null = null
  /** What was sent before the head was. */
  #early: string[] | null = []

  constructor(response: ServerResponse, heartbeatMs: number) {
    this.#response = response
    this.#heartbeatMs = heartbeatMs
    this.#out = new OutQueue(() => this.queued)
  }

  /** The head is written. `token`: what the client resumes with now. */
  open(token: () => string | null): void {
    const early = this.#early ?? []
    this.#early = null
    for (const text of early) this.#write(text)
    this.#heartbeat = setInterval(() => {
      const data = JSON.stringify({ type: 'heartbeat', at: new Date().toISOString() })
      this.#write(event('heartbeat', token(), data))
    }, this.#heartbeatMs)
  }

  get queued(): number {
    return this.#response.destroyed ? 0 : this.#response.writableLength
  }

  send(frame: Frame): void {
    this.#write(event(frame.type, frame.token, frame.text))
  }

  drained(bytes: number): Promise<void> {
    return this.#out.drained(bytes)
  }

  ended(_id: string, _reason: CloseReason): void {
    this.#response.end()
  }

  /** The client has gone. */
  gone(): void {
    clearInterval(this.#heartbeat ?? undefined)
    this.#out.end()
  }

  close(): void {
    this.#response.end()
  }

  #write(text: string): void {
    if (this.#early !== null) this.#early.push(text)
    else if (!this.#response.writableEnded && !this.#response.destroyed)
      this.#response.write(text, () => this.#out.taken())
  }
}

/** One without a token leaves the last one as it was, as browsers have it. */
const event = (type: string, token: string | null, data: string) =>
  `event: ${type}\n${token === null ? '' : `id: ${token}\n`}data: ${data}\n\n`
