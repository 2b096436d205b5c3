import type { FeedContext } from './feedContext.ts'
import type { CloseReason, FeedSink } from './feedSink.ts'
import type { Filter } from './filter.ts'
import { closedFrame, type Frame, liveFrame, newsFrame } from './frame.ts'
import type { Group, Member } from './group.ts'
import { Held } from './held.ts'
import { Lost, type SnapshotReason } from './lost.ts'
import { News } from './news.ts'
import type { PagePositions } from './pagePositions.ts'
import { copyOf, type Positions } from './positions.ts'
import { type Passage, type Resuming, resumeFrom } from './resumeFrom.ts'
import { firstFrom } from './segments.ts'
import { sendSnapshot } from './sendSnapshot.ts'
import type { Source } from './source.ts'
import type { Tail } from './tail.ts'
import { tellPassage } from './tellPassage.ts'
import type { Token } from './token.ts'

/** Entries that are looked at before others get a turn. */
const entriesATurn = 5_000
const restartPauseMs = 500
/** Snapshots in a row that do not become whole. */
const mostRestarts = 20

export interface SubscriptionOptions {
  readonly id: string
  readonly source: Source
  readonly filter: Filter
  readonly slow: 'close' | 'conflate'
  readonly token: Token | null
  /** Without a token: whether it begins with the rows. */
  readonly withRows: boolean
  readonly crossingFrom: Resuming['crossingFrom']
  readonly sink: FeedSink
  readonly context: FeedContext
  /** The tails of its topics; to be released. */
  readonly open: () => Promise<{ readonly tails: readonly Tail[]; release(): void }>
  /** The group of those in step, made with these rows if there is none. */
  readonly groupOf: (tails: readonly Tail[], held: Held | null) => Group
  readonly ended: () => void
}

/** What whoever subscribed has of it. */
export type Subscribed = Pick<Subscription, 'id' | 'token' | 'isLive' | 'isAtLimits' | 'close' | 'drop'>

/**
 * One subscription: a place in the log of each partition. Behind the heads it reads on by itself; at the heads it joins its group
 * and is told. A client that is slow falls out of the group, which costs nothing but its place.
 */
export class Subscription implements Member {
  readonly id: string
  readonly #options: SubscriptionOptions
  #tails: readonly Tail[] = []
  #positions: Positions = new Map()
  #held: Held | null = null
  /** Of a snapshot that is not whole yet. */
  #pages: ReadonlyMap<number, PagePositions> | null = null
  #group: Group | null = null
  #isConflating = false
  #token: string | null = null
  #restarts = 0
  #isEnded = false
  #wake: () => void = () => {}
  #left: { resolve: () => void; reject: (error: Error) => void } | null = null

  constructor(options: SubscriptionOptions) {
    this.id = options.id
    this.#options = options
  }

  /** What the client resumes with when it has taken all that was sent; null: nothing yet. */
  get token(): string | null {
    return this.#group?.token ?? this.#token
  }

  get isLive(): boolean {
    return this.#group !== null
  }

  /** Whether all is read that may be told it. */
  get isAtLimits(): boolean {
    return this.#tails.every(({ isAtLimits }) => isAtLimits)
  }

  get isFull(): boolean {
    const { sink, context } = this.#options
    return sink.queued > context.clientBytes
  }

  send(frame: Frame): void {
    if (this.#isEnded) return
    this.#token = frame.token ?? this.#token
    this.#options.context.counters.sentBytes += frame.text.length
    this.#options.sink.send(frame)
  }

  /** Until it has ended. Never rejects. */
  async run(): Promise<void> {
    const { context, source } = this.#options
    try {
      let why = await this.#attempt(() => resumeFrom(this.#options, this.#tails))
      while (why !== null) {
        if (this.#isEnded) return
        if (this.#restarts++ > mostRestarts) throw new Error('no snapshot becomes whole')
        const reason = why
        why = await this.#attempt(async () => reason)
        if (why !== null) await this.#wait(context.time.sleep(restartPauseMs))
      }
    } catch (error) {
      if (this.#isEnded) return
      context.counters.failed++
      context.logger.warn({ source: source.name, error: String(error) }, 'a subscription cannot go on')
      this.close('failed')
    }
  }

  /** Tells the client. Idempotent. */
  close(reason: CloseReason): void {
    if (this.#isEnded) return
    const { sink, context } = this.#options
    if (reason === 'slow') context.counters.closedSlow++
    this.send(closedFrame(this.id, reason, this.token))
    this.drop()
    sink.ended(this.id, reason)
  }

  /** The client has gone, or knows. Idempotent. */
  drop(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#group?.remove(this)
    this.#group = null
    this.#left?.resolve()
    this.#wake()
    this.#options.ended()
  }

  outran(positions: Positions, held: Held | null): void {
    const { context, source, filter, slow } = this.#options
    this.#group = null
    this.#positions = positions
    this.#held = held
    this.#token = context.writeToken(source, filter, positions, held)
    context.counters.outran++
    if (slow === 'close') this.close('slow')
    this.#isConflating = source.kind === 'changes'
    this.#left?.resolve()
  }

  lost(why: SnapshotReason | Error): void {
    this.#group = null
    this.#left?.reject(why instanceof Error ? why : new Lost(why))
  }

  /** From where `begin` says on, until it has ended (null) or must begin anew (why). */
  async #attempt(begin: () => Promise<SnapshotReason | Awaited<ReturnType<typeof resumeFrom>>>) {
    const { tails, release } = await this.#options.open()
    this.#tails = tails
    try {
      if (this.#isEnded) return null
      const start = await begin()
      if (typeof start === 'string') await this.#snapshot(start)
      else {
        this.#positions = start.positions
        this.#held = start.held
        this.#pages = null
        if (start.passage === null || isThrough(start.passage)) this.#goLive()
        else await this.#pass(start.passage)
      }
      await this.#follow()
      return null
    } catch (error) {
      if (error instanceof Lost) return error.reason
      throw error
    } finally {
      release()
    }
  }

  async #pass(passage: Passage): Promise<void> {
    const { source, filter, sink, context, id } = this.#options
    await tellPassage(passage, {
      id,
      filter,
      held: this.#held,
      context,
      send: frame => this.send(frame),
      room: () => this.#wait(sink.drained(context.clientBytes / 2)),
      isEnded: () => this.#isEnded,
    })
    this.#token = context.writeToken(source, filter, this.#positions, this.#held)
  }

  async #snapshot(reason: SnapshotReason): Promise<void> {
    const { source, filter, sink, context, id } = this.#options
    this.#token = null
    this.#held = filter.mayCease ? new Held() : null
    context.counters.snapshots++
    this.#pages = await sendSnapshot({
      id,
      source,
      filter,
      reason,
      tails: this.#tails,
      held: this.#held,
      context,
      send: frame => this.send(frame),
      room: () => this.#wait(sink.drained(context.clientBytes / 2)),
      isEnded: () => this.#isEnded,
    })
    this.#positions = new Map(
      this.#tails.map(tail => [
        tail.topic,
        tail.heads.map((head, partition) => this.#pages!.get(partition)?.min ?? head),
      ]),
    )
    this.#isConflating = false
  }

  async #follow(): Promise<void> {
    const { sink, context } = this.#options
    for (;;) {
      await this.#wait(sink.drained(context.clientBytes / 2))
      if (this.#isEnded) return
      if (this.#pages !== null && this.#isWhole()) this.#goLive()
      if (this.#pages === null && this.#isAtHeads()) await this.#beInStep()
      else await this.#step()
    }
  }

  async #beInStep(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#left = { resolve, reject }
    this.#isConflating = false
    this.#group = this.#options.groupOf(this.#tails, this.#held)
    this.#held = null
    this.#group.add(this)
    await promise
  }

  #goLive(): void {
    const { context, source, filter } = this.#options
    this.#pages = null
    this.#restarts = 0
    this.send(liveFrame(this.id, context.writeToken(source, filter, this.#positions, this.#held)))
  }

  /** Reads on, as far as one frame holds. */
  async #step(): Promise<void> {
    const { source, filter, context } = this.#options
    const news = new News(this.#isConflating)
    const positions = copyOf(this.#positions)
    let looked = 0
    let isMore = true
    let hasMoved = false
    while (isMore && news.bytes < context.frameBytes && looked < entriesATurn) {
      isMore = false
      for (const tail of this.#tails) {
        throwWhy(tail)
        for (const [partition, log] of tail.logs.entries()) {
          const offsets = positions.get(tail.topic)!
          const from = offsets[partition]!
          if (from >= log.head || news.bytes >= context.frameBytes) continue
          const segment = log.find(from) ?? (await log.load(from))
          if (this.#isEnded) return
          isMore = true
          hasMoved = true
          for (let at = firstFrom(segment.entries, from); ; at++) {
            const entry = segment.entries[at]
            if (entry === undefined) {
              offsets[partition] = segment.to
              break
            }
            if (news.bytes >= context.frameBytes) {
              offsets[partition] = entry.offset
              break
            }
            looked++
            const json = filter.pass(entry, this.#held)
            if (json !== null) news.add(entry, json)
          }
        }
      }
    }
    this.#positions = positions
    context.counters.conflated += news.conflated
    if (news.bytes > 0) {
      const token = this.#pages === null ? context.writeToken(source, filter, positions, this.#held) : null
      this.send(newsFrame(this.id, source.kind, news.text, token))
    } else if (!hasMoved) await this.#wait(Promise.race(this.#tails.map(tail => tail.moved())))
    else await context.time.breathe()
  }

  /** Whether the changes that were made while the snapshot was read have been told. */
  #isWhole(): boolean {
    const offsets = this.#positions.get(this.#tails[0]!.topic)!
    return [...this.#pages!].every(([partition, { max }]) => offsets[partition]! >= max)
  }

  #isAtHeads(): boolean {
    for (const tail of this.#tails) throwWhy(tail)
    return this.#tails.every(tail => {
      const offsets = this.#positions.get(tail.topic)!
      return tail.logs.every(({ head }, partition) => offsets[partition] === head)
    })
  }

  /** Until it has come to pass, or this has ended. */
  async #wait(promise: Promise<unknown>): Promise<void> {
    if (this.#isEnded) return
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve
      promise.then(() => resolve(), reject)
    })
  }
}

const isThrough = ({ crossing, positions, told, differing }: Passage) =>
  positions.every((offset, at) => offset === crossing.ends[at] && told[at] === differing[at]!.length)

function throwWhy({ why }: Tail): void {
  if (why !== null) throw why instanceof Error ? why : new Lost(why)
}
