import type { Entry } from './entry.ts'
import type { FeedContext } from './feedContext.ts'
import type { Filter } from './filter.ts'
import { type Frame, newsFrame } from './frame.ts'
import type { Held } from './held.ts'
import type { SnapshotReason } from './lost.ts'
import { copyOf, type Positions } from './positions.ts'
import type { Source } from './source.ts'
import type { Tail } from './tail.ts'

/** One of those that are in step. */
export interface Member {
  readonly id: string
  /** Whether it can be given no more now. */
  readonly isFull: boolean
  send(frame: Frame): void
  /** It is not in step any more: it has been given all before these positions, and holds these rows. */
  outran(positions: Positions, held: Held | null): void
  lost(why: SnapshotReason | Error): void
}

interface News {
  readonly entry: Entry
  readonly json: string
  readonly had: boolean
}

/**
 * The subscriptions to the same thing that have been given all there is: what comes is narrowed and written once for all.
 * What comes within a moment is told together.
 */
export class Group {
  readonly filter: Filter
  readonly held: Held | null
  readonly #source: Source
  readonly #tails: readonly Tail[]
  readonly #context: FeedContext
  readonly #disposed: () => void
  readonly #members = new Set<Member>()
  #news: News[] = []
  #newsBytes = 0
  /** Up to where was told; null: up to the heads. */
  #since: Positions | null = null
  #cancel: (() => void) | null = null

  constructor(options: {
    readonly source: Source
    readonly filter: Filter
    readonly tails: readonly Tail[]
    readonly held: Held | null
    readonly context: FeedContext
    readonly disposed: () => void
  }) {
    this.#source = options.source
    this.filter = options.filter
    this.#tails = options.tails
    this.held = options.held
    this.#context = options.context
    this.#disposed = options.disposed
    for (const tail of this.#tails) tail.audience.add(this)
  }

  get size(): number {
    return this.#members.size
  }

  /** Who joins has been given everything before the heads. */
  add(member: Member): void {
    this.#tellNews() // if it is the end of the last of those before, it is not the group's
    this.#members.add(member)
  }

  remove(member: Member): void {
    if (this.#members.delete(member) && this.#members.size === 0) this.#dispose()
  }

  /** What a member resumes with. */
  get token(): string {
    return this.#context.writeToken(
      this.#source,
      this.filter,
      this.#since ?? this.#heads(),
      this.#heldSince(),
    )
  }

  hear(entry: Entry): void {
    const { held } = this
    const had = held?.has(entry.keyHash) ?? false
    const json = this.filter.pass(entry, held)
    if (json === null) return
    if (held !== null && held.has(entry.keyHash) !== had) {
      if (had) this.#tails[0]!.audience.releases(this, entry.keyHash)
      else this.#tails[0]!.audience.holds(this, entry.keyHash)
    }
    this.#since ??= this.#heads()
    this.#news.push({ entry, json, had })
    this.#newsBytes += json.length
  }

  heard(): void {
    if (this.#news.length === 0) return
    if (this.#newsBytes >= this.#context.frameBytes) this.flush()
    else this.#cancel ??= this.#context.time.after(this.#context.coalesceMs, () => this.flush())
  }

  lost(why: SnapshotReason | Error): void {
    const members = [...this.#members]
    this.#members.clear()
    this.#dispose()
    for (const member of members) member.lost(why)
  }

  flush(): void {
    this.#tellNews()
    if (this.#members.size === 0) this.#dispose()
  }

  #tellNews(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#news.length === 0) return
    const since = this.#since!
    const slow = [...this.#members].filter(({ isFull }) => isFull)
    for (const member of slow) this.#members.delete(member)
    // One that goes into a single frame needs no looking back.
    const isLong = this.#newsBytes >= this.#context.frameBytes
    const heldSince = slow.length > 0 || isLong ? this.#heldSince() : null
    const news = this.#news
    this.#news = []
    this.#newsBytes = 0
    this.#since = null
    if (this.#members.size > 0) this.#tell(news, copyOf(since), heldSince?.clone() ?? null)
    for (const member of slow) member.outran(copyOf(since), heldSince?.clone() ?? null)
  }

  #tell(news: readonly News[], positions: Positions, held: Held | null): void {
    const { kind } = this.#source
    for (let at = 0; at < news.length; ) {
      const items: string[] = []
      for (let bytes = 0; at < news.length && bytes < this.#context.frameBytes; at++) {
        const { entry, json } = news[at]!
        items.push(json)
        bytes += json.length
        positions.get(entry.topic)![entry.partition] = entry.offset + 1
        if (held !== null) this.filter.pass(entry, held)
      }
      const token =
        at === news.length ? this.token : this.#context.writeToken(this.#source, this.filter, positions, held)
      const text = items.join()
      const frames = new Map<string, Frame>()
      for (const member of this.#members) {
        let frame = frames.get(member.id)
        if (!frame) {
          frame = newsFrame(member.id, kind, text, token)
          frames.set(member.id, frame)
        }
        member.send(frame)
      }
    }
  }

  /** The rows that were held before what is still to be told. */
  #heldSince(): Held | null {
    if (this.held === null || this.#news.length === 0) return this.held
    const held = this.held.clone()
    for (const { entry, had } of this.#news.toReversed())
      if (had) held.add(entry.keyHash)
      else held.delete(entry.keyHash)
    return held
  }

  #heads(): Positions {
    return new Map(this.#tails.map(tail => [tail.topic, tail.heads]))
  }

  #dispose(): void {
    this.#cancel?.()
    this.#cancel = null
    for (const tail of this.#tails) tail.audience.remove(this)
    this.#disposed()
  }
}
