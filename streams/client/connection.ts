import { Backoff } from './backoff.ts'
import { FeedDisconnected, FeedRefused } from './feedError.ts'
import type { FeedOptions, FeedTime } from './feedOptions.ts'
import type { FeedSocket, OpenSocket } from './openSocket.ts'
import type {
  ClientMessage,
  ResumeToken,
  ServerMessage,
  SubscribeMessage,
  SubscriptionMessage,
} from './protocol.ts'
import type { Verdict } from './subscription.ts'

export interface ConnectionOptions extends Required<Omit<FeedOptions, 'url' | 'token'>> {
  readonly urls: readonly string[]
  readonly token: () => string | null | Promise<string | null>
}

/** A subscription, as its connection sees it. */
export interface Carried {
  /** What to send to begin, or to go on where it came to. */
  message(id: string): SubscribeMessage
  take(message: SubscriptionMessage): Verdict
  /** The token of a heartbeat. */
  passed(token: ResumeToken): void
  /** Nothing comes for now. */
  lost(): void
  /** Nothing comes any more. */
  close(): void
}

/** A subscription on its way: by which name this connection knows it, and how often in a row the server put it off. */
interface Seat {
  id: string | null
  readonly backoff: Backoff
  cancelRetry: () => void
}

/**
 * One connection that carries all subscriptions: it is there while there are any, and made anew, at the next address, whenever it
 * ends.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #time: FeedTime
  readonly #open: OpenSocket
  readonly #backoff: Backoff
  readonly #seats = new Map<Carried, Seat>()
  readonly #byId = new Map<string, Carried>()
  /** Counts attempts and endings: what an earlier one still has to say is not heard. */
  #generation = 0
  #socket: FeedSocket | null = null
  #isOpen = false
  #ids = 0
  #url = 0
  #heardAt = 0
  #openedAt = 0
  #isClosed = false
  #cancelTimer = () => {}

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#time = options.time
    this.#open = options.openSocket
    this.#backoff = new Backoff(options.retry, options.random)
  }

  add(subscription: Carried): void {
    if (this.#isClosed) {
      subscription.close()
      return
    }
    const backoff = new Backoff(this.#options.retry, this.#options.random)
    this.#seats.set(subscription, { id: null, backoff, cancelRetry: () => {} })
    if (this.#isOpen) this.#subscribe(subscription)
    else if (this.#seats.size === 1) void this.#connect()
  }

  remove(subscription: Carried): void {
    const seat = this.#seats.get(subscription)
    if (!seat) return
    this.#seats.delete(subscription)
    seat.cancelRetry()
    if (seat.id !== null) {
      this.#byId.delete(seat.id)
      if (this.#isOpen) this.#send({ type: 'unsubscribe', id: seat.id })
    }
    if (this.#seats.size === 0) this.#end()
  }

  async #connect(): Promise<void> {
    const generation = this.#end()
    const url = this.#options.urls[this.#url]!
    this.#cancelTimer = this.#time.after(this.#options.connectMs, () =>
      this.#lost(generation, `not open after ${this.#options.connectMs} ms`),
    )
    try {
      const token = await this.#options.token()
      if (generation !== this.#generation) return
      this.#socket = this.#open(url, token, {
        opened: () => this.#opened(generation),
        message: text => this.#heard(generation, text),
        closed: why => this.#lost(generation, why),
      })
    } catch (error) {
      this.#lost(generation, error instanceof Error ? error.message : String(error))
    }
  }

  #opened(generation: number): void {
    if (generation !== this.#generation) return
    this.#isOpen = true
    this.#heardAt = this.#openedAt = this.#time.elapsed()
    this.#watch(generation)
    for (const subscription of this.#seats.keys()) this.#subscribe(subscription)
  }

  /** Looks whether it is silent when it has been for long enough, as far as is known now. */
  #watch(generation: number): void {
    this.#cancelTimer()
    const { silenceMs } = this.#options
    const silent = this.#time.elapsed() - this.#heardAt
    if (silent >= silenceMs) this.#lost(generation, `silent for ${Math.round(silent)} ms`)
    else this.#cancelTimer = this.#time.after(Math.ceil(silenceMs - silent), () => this.#watch(generation))
  }

  #heard(generation: number, text: string): void {
    if (generation !== this.#generation) return
    this.#heardAt = this.#time.elapsed()
    const message = readMessage(text)
    if (!message) {
      this.#lost(generation, 'it sent what is no message')
      return
    }
    if (message.type === 'heartbeat') {
      for (const [id, token] of Object.entries(message.tokens ?? {})) this.#byId.get(id)?.passed(token)
      return
    }
    if (!('id' in message)) {
      this.#options.onError(new FeedRefused('a message', message.problem))
      return
    }
    const subscription = this.#byId.get(message.id)
    const seat = subscription && this.#seats.get(subscription)
    if (!subscription || !seat) return
    const verdict = subscription.take(message)
    if (message.type === 'live') seat.backoff.reset()
    if (verdict === 'over') this.remove(subscription)
    else if (verdict === 'ask again') this.#askAgain(subscription, seat)
  }

  #askAgain(subscription: Carried, seat: Seat): void {
    if (!this.#seats.has(subscription)) return // closed by what it told
    if (seat.id !== null) this.#byId.delete(seat.id)
    seat.id = null
    seat.cancelRetry()
    seat.cancelRetry = this.#time.after(seat.backoff.next(), () => {
      if (this.#isOpen) this.#subscribe(subscription)
    })
  }

  #subscribe(subscription: Carried): void {
    const seat = this.#seats.get(subscription)!
    seat.cancelRetry()
    seat.id = String(++this.#ids)
    this.#byId.set(seat.id, subscription)
    this.#send(subscription.message(seat.id))
  }

  #send(message: ClientMessage): void {
    try {
      this.#socket?.send(JSON.stringify(message))
    } catch (error) {
      this.#lost(this.#generation, String(error))
    }
  }

  #lost(generation: number, why: string): void {
    if (generation !== this.#generation) return
    const { urls, retry, onError } = this.#options
    if (this.#isOpen && this.#time.elapsed() - this.#openedAt >= retry.maxMs) this.#backoff.reset()
    const next = this.#end()
    const wait = this.#backoff.next()
    onError(new FeedDisconnected(urls[this.#url]!, why, wait))
    this.#url = (this.#url + 1) % urls.length
    for (const subscription of this.#seats.keys()) subscription.lost()
    if (next !== this.#generation) return
    this.#cancelTimer = this.#time.after(wait, () => {
      if (next === this.#generation) void this.#connect()
    })
  }

  /** For good: every subscription is over. */
  close(): void {
    this.#isClosed = true
    const subscriptions = [...this.#seats.keys()]
    this.#seats.clear()
    this.#end()
    for (const subscription of subscriptions) subscription.close()
  }

  /** Ends what there is, without a word. */
  #end(): number {
    this.#cancelTimer()
    const socket = this.#socket
    this.#socket = null
    this.#isOpen = false
    this.#byId.clear()
    for (const seat of this.#seats.values()) {
      seat.id = null
      seat.cancelRetry()
    }
    const generation = ++this.#generation
    socket?.close()
    return generation
  }
}

function readMessage(text: string): ServerMessage | null {
  try {
    const message = JSON.parse(text) as ServerMessage | null
    return typeof message?.type === 'string' ? message : null
  } catch {
    return null
  }
}
