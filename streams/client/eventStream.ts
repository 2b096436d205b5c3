import type { Connection } from './connection.ts'
import type { FeedRefused } from './feedError.ts'
import type { ResumeToken } from './protocol.ts'
import { type FeedState, type Handlers, type Request, Subscription } from './subscription.ts'

/** The events of some topics, each once, partition by partition in their order. For one reader. */
export interface EventStream<Event> extends AsyncIterable<Event> {
  /** Stands behind the events that the reader has gone on from: a later stream resumes there. Null: nowhere yet. */
  readonly token: ResumeToken | null
  /** The reader comes to the end at once. Leaving its loop does the same. */
  close(): void
}

export interface EventStreamOptions {
  /** The token of an earlier stream; without one the events from now on come. */
  readonly resume?: ResumeToken | null
  /** Events held for a reader that does not keep up; beyond, no more are asked for until it does. Default 1,000. */
  readonly buffer?: number
  /**
   * Events may be missing between the last one read and the next: the token was too old, for one (`reason` is the server's).
   * Default: `onError` of the client is told.
   */
  readonly onGap?: (reason: string) => void
}

export class BufferedEvents<Event> implements EventStream<Event>, Handlers<Event> {
  readonly #connection: Connection
  readonly #subscription: Subscription<Event>
  readonly #limit: number
  readonly #batches: (
    | { readonly events: readonly Event[]; readonly token: ResumeToken | null }
    | { readonly gap: string }
  )[] = []
  readonly #gap: (reason: string) => void
  /** Of events that came and that the reader has not gone on from, and of gaps between them. */
  #size = 0
  #token: ResumeToken | null
  #isPaused = false
  #isOver = false
  #refused: FeedRefused | null = null
  #wake = () => {}

  constructor(
    connection: Connection,
    request: Request,
    options: EventStreamOptions & Pick<Required<EventStreamOptions>, 'onGap'>,
    contain: (call: () => void) => void,
  ) {
    const resume = options.resume ?? null
    this.#connection = connection
    this.#limit = options.buffer ?? 1000
    this.#token = resume
    this.#gap = reason => contain(() => options.onGap(reason))
    this.#subscription = new Subscription(request, resume, this, contain)
    connection.add(this.#subscription)
  }

  get token(): ResumeToken | null {
    // Heartbeats bring it on where there is nothing to read.
    return this.#size === 0 ? this.#subscription.token : this.#token
  }

  onEvents(events: readonly Event[], token: ResumeToken | null): void {
    if (this.#size === 0) this.#token = this.#subscription.token
    this.#batches.push({ events, token })
    this.#size += events.length
    if (this.#size > this.#limit) {
      this.#isPaused = true
      this.#connection.remove(this.#subscription)
    }
    this.#wake()
  }

  onGap(gap: string): void {
    if (this.#size === 0) this.#token = this.#subscription.token
    this.#batches.push({ gap })
    this.#size++
    this.#wake()
  }

  onState(state: FeedState): void {
    if (state !== 'closed') return
    this.#isOver = true
    this.#wake()
  }

  onRefused(error: FeedRefused): void {
    this.#refused = error
  }

  close(): void {
    this.#connection.remove(this.#subscription)
    this.#subscription.close()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Event> {
    try {
      while (!this.#isOver) {
        const batch = this.#batches.shift()
        if (batch && 'gap' in batch) {
          this.#size--
          this.#gap(batch.gap)
        } else if (batch) {
          for (const event of batch.events) {
            yield event
            if (this.#isOver) return
          }
          this.#token = batch.token
          this.#size -= batch.events.length
        } else await this.#more()
      }
      if (this.#refused) throw this.#refused
    } finally {
      this.close()
    }
  }

  #more(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    if (this.#isPaused) {
      this.#isPaused = false
      this.#connection.add(this.#subscription)
    }
    return promise
  }
}
