import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DirectoryLock, lockDirectory } from 'millrace'
import type { OutboxEntry } from './outboxEntry.ts'
import { OutboxUnable } from './outboxUnable.ts'
import { type Kept, recoverSegments } from './recoverSegments.ts'
import { encodeEntry } from './segment.ts'
import { SegmentFile } from './segmentFile.ts'

export interface OutboxLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

export interface OutboxOptions {
  readonly folder: string
  /** More are refused. */
  readonly maxRecords: number
  /** Of its files; more are refused. */
  readonly maxBytes: number
  readonly log: OutboxLog
}

interface Waiting {
  readonly entry: OutboxEntry
  readonly frame: Buffer
  readonly resolve: () => void
  readonly reject: (error: OutboxUnable) => void
}

/**
 * Commands on the disk that wait to be published, numbered in the order in which they came. One process at a time has it.
 * What waits is held in memory too: some two bytes for each byte of the files.
 */
export class Outbox {
  /** Names its transactions; drawn when it was begun. */
  readonly id: string
  readonly #options: OutboxOptions
  readonly #lock: DirectoryLock
  readonly #segmentBytes: number
  #segments: SegmentFile[]
  #kept: Kept[]
  #queue: Waiting[] = []
  #queuedBytes = 0
  /** Everything before it is in Kafka. */
  #settled = 0
  #turn: Promise<unknown> = Promise.resolve()
  readonly #events = new EventEmitter().setMaxListeners(0)

  private constructor(
    id: string,
    options: OutboxOptions,
    lock: DirectoryLock,
    segments: SegmentFile[],
    kept: Kept[],
  ) {
    this.id = id
    this.#options = options
    this.#lock = lock
    this.#segments = segments
    this.#kept = kept
    this.#segmentBytes = Math.min(1 << 20, options.maxBytes / 8)
  }

  /** Takes up what an earlier process left. Throws StateDirectoryLocked while another process has it, and what the disk says. */
  static async open(options: OutboxOptions): Promise<Outbox> {
    const { folder, log } = options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const lock = await lockDirectory(join(folder, 'lock'))
    try {
      const { outboxId, segments, kept } = await recoverSegments(folder, log)
      const id = outboxId ?? randomUUID()
      const next = Math.max(0, ...segments.map(each => each.next))
      // What was written by an earlier process is not written to again. An empty one of that name is made anew.
      const active = await SegmentFile.create(folder, id, next)
      if (kept.length > 0) log.info({ records: kept.length }, 'the outbox has commands to send from before')
      return new Outbox(id, options, lock, [...segments.filter(each => each.first < next), active], [...kept])
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  get isEmpty(): boolean {
    return this.#kept.length === 0 && this.#queue.length === 0
  }

  /** What waits, the oldest first. */
  get kept(): readonly Kept[] {
    return this.#kept
  }

  get bytes(): number {
    return this.#segments.reduce((sum, each) => sum + each.bytes, 0)
  }

  /** Resolves when it is on the disk. Rejects with OutboxUnable when it is full or the disk refuses. */
  async keep(entry: OutboxEntry): Promise<void> {
    const { maxRecords, maxBytes } = this.#options
    const frame = encodeEntry(entry)
    if (this.#kept.length + this.#queue.length >= maxRecords) throw OutboxUnable.full('records', maxRecords)
    if (this.bytes + this.#queuedBytes + frame.length > maxBytes) throw OutboxUnable.full('bytes', maxBytes)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#queue.push({ entry, frame, resolve, reject })
    this.#queuedBytes += frame.length
    this.#inTurn(() => this.#write())
    return promise
  }

  /** The oldest, so many and so many bytes at most, one at least. */
  oldest(records: number, bytes: number): readonly Kept[] {
    let taken = 0
    let size = 0
    for (const each of this.#kept) {
      size += each.bytes
      if (taken === records || (taken > 0 && size > bytes)) break
      taken++
    }
    return this.#kept.slice(0, taken)
  }

  /** Resolves when there is something to send. Rejects when the signal is aborted. */
  async filled(signal: AbortSignal): Promise<void> {
    while (this.#kept.length === 0) await once(this.#events, 'kept', { signal })
  }

  /** Resolves when everything was sent. Rejects when the signal is aborted. */
  async emptied(signal: AbortSignal): Promise<void> {
    while (!this.isEmpty) await once(this.#events, 'settled', { signal })
  }

  /** Everything before this number is in Kafka; its files go. */
  settle(next: number): Promise<void> {
    this.#settled = Math.max(this.#settled, next)
    const left = this.#kept.findIndex(({ number }) => number >= this.#settled)
    this.#kept = left < 0 ? [] : this.#kept.slice(left)
    this.#events.emit('settled')
    return this.#inTurn(() => this.#clear())
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#turn
    await this.#active.close()
    await this.#lock.release()
  }

  get #active(): SegmentFile {
    return this.#segments.at(-1)!
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }

  /** Whatever came meanwhile goes to the disk together. */
  async #write(): Promise<void> {
    const waiting = this.#queue
    if (waiting.length === 0) return
    this.#queue = []
    this.#queuedBytes = 0
    try {
      if (this.#active.bytes >= this.#segmentBytes) await this.#beginSegment()
      let number = this.#active.next
      await this.#active.append(waiting.map(({ frame }) => frame))
      for (const { entry, frame } of waiting)
        this.#kept.push({ number: number++, entry, bytes: frame.length })
    } catch (error) {
      const unable = OutboxUnable.disk(error)
      for (const { reject } of waiting) reject(unable)
      return
    }
    for (const { resolve } of waiting) resolve()
    this.#events.emit('kept')
  }

  async #clear(): Promise<void> {
    const isDone = this.#active.next <= this.#settled && this.#active.next > this.#active.first
    if (isDone && this.#queue.length === 0) await this.#beginSegment()
    const gone = this.#segments.filter(each => each !== this.#active && each.next <= this.#settled)
    for (const each of gone) await each.remove()
    this.#segments = this.#segments.filter(each => !gone.includes(each))
  }

  /** The new one is there before an old one goes: the numbers never begin again. */
  async #beginSegment(): Promise<void> {
    const { folder } = this.#options
    const next = await SegmentFile.create(folder, this.id, this.#active.next)
    await this.#active.close()
    this.#segments.push(next)
  }
}
