import type { Entry } from './entry.ts'

const entriesASegment = 256
const emptyBytes = 200

/** A stretch of one partition's log. */
export interface Segment {
  readonly from: number
  /** Not included. */
  to: number
  readonly entries: Entry[]
  bytes: number
  readonly bornAt: number
  usedAt: number
}

/** All that is kept of all partitions, bounded in bytes and in time: what was not used for longest goes first. */
export class SegmentMemory {
  readonly #maxBytes: number
  readonly #maxAgeMs: number
  readonly #now: () => number
  readonly #used = new Map<Segment, Segments>()
  bytes = 0

  constructor(maxBytes: number, maxAgeMs: number, now: () => number) {
    this.#maxBytes = maxBytes
    this.#maxAgeMs = maxAgeMs
    this.#now = now
  }

  get now(): number {
    return this.#now()
  }

  /** Whether a stretch may still grow: what grows without end would not grow old. */
  isYoung({ bornAt }: Segment): boolean {
    return this.#now() - bornAt < this.#maxAgeMs / 4
  }

  use(segment: Segment, of: Segments): void {
    segment.usedAt = this.#now()
    this.#used.delete(segment)
    this.#used.set(segment, of)
  }

  trim(): void {
    const oldest = this.#now() - this.#maxAgeMs
    for (const [segment, of] of this.#used) {
      if (this.bytes <= this.#maxBytes && segment.usedAt >= oldest) return
      of.remove(segment)
    }
  }

  forget(segment: Segment): void {
    if (this.#used.delete(segment)) this.bytes -= segment.bytes
  }
}

/** What is kept of one partition's log: stretches in the order of offsets, that do not overlap. */
export class Segments {
  readonly #memory: SegmentMemory
  readonly #list: Segment[] = []

  constructor(memory: SegmentMemory) {
    this.#memory = memory
  }

  add(from: number, to: number, entries: readonly Entry[]): void {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
    const index = this.#indexAfter(from)
    const before = this.#list[index - 1]
    if (
      before?.to === from &&
      before.entries.length + entries.length <= entriesASegment &&
      this.#memory.isYoung(before)
    ) {
      before.entries.push(...entries)
      before.to = to
      before.bytes += bytes
      this.#memory.bytes += bytes
      this.#memory.use(before, this)
    } else {
      const bornAt = this.#memory.now
      const segment = { from, to, entries: [...entries], bytes: bytes + emptyBytes, bornAt, usedAt: bornAt }
      this.#list.splice(index, 0, segment)
      this.#memory.bytes += segment.bytes
      this.#memory.use(segment, this)
    }
    this.#memory.trim()
  }

  /** The stretch in which an offset lies. */
  find(offset: number): Segment | null {
    const segment = this.#list[this.#indexAfter(offset) - 1]
    if (!segment || offset >= segment.to) return null
    this.#memory.use(segment, this)
    return segment
  }

  /** Where the first stretch begins that begins after an offset; Infinity: there is none. */
  nextFrom(offset: number): number {
    return this.#list[this.#indexAfter(offset)]?.from ?? Number.POSITIVE_INFINITY
  }

  remove(segment: Segment): void {
    const index = this.#indexAfter(segment.from) - 1
    if (this.#list[index] === segment) this.#list.splice(index, 1)
    this.#memory.forget(segment)
  }

  clear(): void {
    for (const segment of this.#list.splice(0)) this.#memory.forget(segment)
  }

  /** Index of the first that begins after the offset. */
  #indexAfter(offset: number): number {
    let low = 0
    let high = this.#list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#list[middle]!.from <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Index of the first entry at an offset or after it. */
export function firstFrom(entries: readonly Entry[], offset: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (entries[middle]!.offset < offset) low = middle + 1
    else high = middle
  }
  return low
}
