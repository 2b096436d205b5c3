import type { CloseReason, Feed, FeedSink, Frame, Subscribed } from 'millrace'
import type { Language } from '../language.ts'
import type { Problem } from '../problem.ts'
import { invalid } from '../problems.ts'
import { idOf, readFrame } from './clientFrame.ts'
import type { FluxLimits } from './fluxLimits.ts'
import { OutQueue } from './outQueue.ts'
import type { Socket } from './socket.ts'
import { subscribe, type Wish } from './subscribe.ts'

/** Frames that a client may send before the first of them is dealt with. */
const mostPending = 64
/** Then the client is taken for dead. What is in the network's buffers has to be read before a question is. */
const mostUnanswered = 3
/** How long a client may take to answer the end of its connection. */
const closingMs = 1_000
/** 3000 is registered for what HTTP calls 401. */
const closeCodes = { stopping: 1001, refused: 1008, unauthenticated: 3000 } as const
const closeWords = {
  stopping: 'The instance stops: resume at another',
  unauthenticated: 'The key or token is not valid any more: connect with another and resume',
} as const

export interface FluxClientOptions {
  readonly socket: Socket
  readonly feed: Pick<Feed, 'subscribe'> | null
  readonly limits: FluxLimits
  readonly language: Language
  /** What he may be told of it; rejects with a Problem. */
  readonly authorize: (wish: Wish) => Promise<Wish>
  readonly toProblem: (error: unknown) => Problem
}

/** One connected client: its subscriptions, its heartbeats, and what it has not taken yet. */
export class FluxClient implements FeedSink {
  readonly #options: FluxClientOptions
  readonly #out: OutQueue
  readonly #subscriptions = new Map<string, Subscribed>()
  readonly #heartbeat: NodeJS.Timeout
  #work: Promise<void> = Promise.resolve()
  #pending = 0
  /** Heartbeats since he was last heard of. */
  #unanswered = 0
  #queuedBefore = 0
  #isClosing = false
  #isGone = false

  constructor(options: FluxClientOptions) {
    const { socket, limits } = options
    this.#options = options
    this.#out = new OutQueue(() => this.queued)
    this.#heartbeat = setInterval(() => this.#beat(), limits.heartbeatMs)
    socket.on('message', (data, isBinary) => this.#received(data, isBinary))
    socket.on('pong', () => {
      this.#unanswered = 0
    })
    socket.on('close', () => this.gone())
    socket.on('error', () => this.gone())
  }

  get queued(): number {
    return this.#isGone ? 0 : this.#options.socket.bufferedAmount
  }

  get #isOver(): boolean {
    return this.#isClosing || this.#isGone
  }

  send(frame: Frame): void {
    this.#send(frame.bytes)
  }

  drained(bytes: number): Promise<void> {
    return this.#out.drained(bytes)
  }

  ended(id: string, _reason: CloseReason): void {
    this.#subscriptions.delete(id)
  }

  /** Every subscription is told, then the connection ends. Idempotent. */
  close(reason: keyof typeof closeWords = 'stopping'): void {
    if (this.#isOver) return
    this.#isClosing = true
    for (const subscription of [...this.#subscriptions.values()]) subscription.close(reason)
    const { socket } = this.#options
    socket.close(closeCodes[reason], closeWords[reason])
    setTimeout(() => socket.terminate(), closingMs).unref()
  }

  /** The connection has ended. Idempotent. */
  gone(): void {
    if (this.#isGone) return
    this.#isGone = true
    clearInterval(this.#heartbeat)
    for (const subscription of this.#subscriptions.values()) subscription.drop()
    this.#subscriptions.clear()
    this.#out.end()
  }

  #received(data: Buffer, isBinary: boolean): void {
    this.#unanswered = 0
    if (isBinary || this.#pending >= mostPending) {
      this.#options.socket.close(closeCodes.refused, isBinary ? 'Frames are text' : 'Too many frames at once')
      return
    }
    this.#pending++
    const text = data.toString()
    this.#work = this.#work.then(async () => {
      await this.#take(text).catch(error => this.#refuse(idOf(text), error))
      this.#pending--
    })
  }

  async #take(text: string): Promise<void> {
    const frame = readFrame(text)
    const { id } = frame
    if (this.#isOver) return
    if (frame.type === 'unsubscribe') {
      this.#subscriptions.get(id)?.close('unsubscribed')
      return
    }
    const { limits, feed, authorize } = this.#options
    if (this.#subscriptions.has(id))
      throw invalid([
        {
          where: 'frame/id',
          message: { en: 'is of another subscription', fr: 'est celui d’un autre abonnement' },
        },
      ])
    if (this.#subscriptions.size >= limits.subscriptions) throw tooManySubscriptions(limits.subscriptions)
    const { type: _, ...wish } = frame
    const allowed = await authorize(wish)
    if (this.#isOver) return
    this.#subscriptions.set(id, subscribe(feed, id, allowed, this))
  }

  #refuse(id: string | null, error: unknown): void {
    if (this.#isOver) return
    const body = this.#options.toProblem(error).body('/flux', this.#options.language)
    this.#send(JSON.stringify({ type: 'error', ...(id !== null && { id }), problem: body }))
  }

  #beat(): void {
    const { socket } = this.#options
    // One that takes what it is sent lives, even if the question waits behind it.
    if (this.queued < this.#queuedBefore) this.#unanswered = 0
    if (this.#unanswered >= mostUnanswered) {
      socket.terminate()
      return
    }
    this.#unanswered++
    this.#queuedBefore = this.queued
    const tokens = [...this.#subscriptions].flatMap(([id, { token }]) =>
      token === null ? [] : [[id, token]],
    )
    this.#send(
      JSON.stringify({ type: 'heartbeat', at: new Date().toISOString(), tokens: Object.fromEntries(tokens) }),
    )
    socket.ping()
  }

  #send(data: Buffer | string): void {
    if (this.#isGone) return
    this.#options.socket.send(data, { binary: false }, () => this.#out.taken())
  }
}

const tooManySubscriptions = (most: number) =>
  invalid([
    {
      where: 'frame/id',
      message: {
        en: `is one subscription too many: a client may have ${most} (FLUX_SUBSCRIPTIONS)`,
        fr: `est un abonnement de trop : un client peut en avoir ${most} (FLUX_SUBSCRIPTIONS)`,
      },
    },
  ])
