import type { KeyValueStore } from '../graph/processor.ts'
import type { StoreSpec } from '../graph/storeSpec.ts'
import type { Journal } from './journal.ts'
import { type KeyText, keyText } from './keyText.ts'
import type { Row } from './row.ts'
import { RowCache } from './rowCache.ts'
import type { StateDatabase, StoredRow } from './stateDatabase.ts'
import { decodeRow } from './storedValue.ts'

/** Where a store finds the event time of what is being processed. */
export interface EventClock {
  readonly timestamp: number
}

/**
 * One store of one task: uncommitted writes over cached rows over the database.
 *
 * Reads and writes are synchronous and in memory; what is missing is reported to the journal and loaded by the engine.
 * The database holds committed rows alone: writes stay here until the commit takes them (`pending`, then `committed`)
 * or throws them away (`discard`).
 */
export class TaskStore<K = unknown, V = unknown> implements KeyValueStore<K, V> {
  readonly spec: StoreSpec<K, V>
  readonly partition: number
  readonly keys: KeyText<K>
  readonly database: StateDatabase
  readonly cache: RowCache
  readonly #journal: Journal
  readonly #clock: EventClock
  readonly #pending = new Map<string, Row>()
  readonly #ranges = new Map<string, readonly string[]>()
  /** All rows of the partition are in memory: what is not there does not exist. */
  #whole: boolean
  /** Learned from what was written; stands in for the size of rows not yet serialised. */
  #typicalSize = 200

  constructor(options: {
    readonly spec: StoreSpec<K, V>
    readonly partition: number
    readonly database: StateDatabase
    readonly journal: Journal
    readonly clock: EventClock
    readonly cacheBytes: number
    /** Whether the database holds nothing of it yet. */
    readonly empty: boolean
  }) {
    this.spec = options.spec
    this.partition = options.partition
    this.database = options.database
    this.keys = keyText(options.spec.key)
    this.cache = new RowCache(options.cacheBytes)
    this.#journal = options.journal
    this.#clock = options.clock
    this.#whole = options.empty
  }

  get name(): string {
    return this.spec.name
  }

  get(key: K): V | undefined {
    return this.find(key)?.value as V | undefined
  }

  /** The row with its timestamp; undefined when there is none. */
  find(key: K): Row | undefined {
    const text = this.keys.toText(key)
    const row = this.#pending.get(text) ?? this.cache.get(text)
    if (row !== undefined) return row.value === undefined ? undefined : row
    if (this.#whole) return undefined
    return this.#journal.missKey(this as TaskStore, text)
  }

  put(key: K, value: V): void {
    if (value === undefined || value === null) this.delete(key)
    else
      this.#write(this.keys.toText(key), { value, timestamp: this.#clock.timestamp, size: this.#typicalSize })
  }

  delete(key: K): void {
    this.#write(this.keys.toText(key), { value: undefined, timestamp: this.#clock.timestamp, size: 0 })
  }

  range(from: K | undefined, to: K | undefined): readonly (readonly [K, V])[] {
    const low = from === undefined ? undefined : this.keys.toText(from)
    const high = to === undefined ? undefined : this.keys.toText(to)
    const inside = (text: string) =>
      (low === undefined || compareText(text, low) >= 0) &&
      (high === undefined || compareText(text, high) < 0)
    const texts = new Set<string>()
    if (this.#whole) {
      for (const [text] of this.cache.entries()) if (inside(text)) texts.add(text)
    } else {
      const stored =
        this.#ranges.get(rangeId(low, high)) ?? this.#journal.missRange(this as TaskStore, low, high)
      for (const text of stored) texts.add(text)
    }
    for (const text of this.#pending.keys()) if (inside(text)) texts.add(text)
    const rows: [K, V][] = []
    for (const text of [...texts].sort(compareText)) {
      const row = this.#pending.get(text) ?? this.cache.get(text)
      // A row of a loaded range that the cache lost since: load the range anew.
      if (row === undefined) {
        this.#ranges.delete(rangeId(low, high))
        return this.#journal.missRange(this as TaskStore, low, high)
      }
      if (row.value !== undefined) rows.push([this.keys.fromText(text), row.value as V])
    }
    return rows
  }

  /** Whether a key can be answered without the database. */
  has(text: string): boolean {
    return this.#whole || this.#pending.has(text) || this.cache.get(text) !== undefined
  }

  /** What the database answered for a key. */
  loaded(text: string, stored: Buffer | null): void {
    this.cache.set(text, stored === null ? absent : decodeRow(this.spec.value, stored))
  }

  loadedRange(from: string | undefined, to: string | undefined, rows: readonly StoredRow[]): void {
    const texts = rows.map(row => this.keys.fromBytes(row.key))
    rows.forEach((row, index) => {
      if (this.cache.get(texts[index]!) === undefined) this.loaded(texts[index]!, row.value)
    })
    this.#ranges.set(rangeId(from, to), texts)
  }

  /** Called between chunks. */
  trim(): void {
    if (this.cache.trim()) this.#whole = false
  }

  get pending(): ReadonlyMap<string, Row> {
    return this.#pending
  }

  get pendingBytes(): number {
    return this.#pending.size * (this.#typicalSize + 100)
  }

  learnSize(bytes: number): void {
    this.#typicalSize += (bytes - this.#typicalSize) / 16
  }

  /** The commit wrote the pending rows to the database. */
  committed(): void {
    for (const [text, row] of this.#pending) this.cache.set(text, row)
    this.#pending.clear()
    this.#ranges.clear()
    this.trim()
  }

  /** The transaction was given up: back to the committed rows. */
  discard(): void {
    this.#pending.clear()
    this.#ranges.clear()
  }

  restorePending(text: string, before: Row | undefined): void {
    if (before === undefined) this.#pending.delete(text)
    else this.#pending.set(text, before)
  }

  #write(text: string, row: Row): void {
    this.#journal.wrote(this as TaskStore, text, this.#pending.get(text))
    this.#pending.set(text, row)
  }
}

const absent: Row = Object.freeze({ value: undefined, timestamp: 0, size: 0 })

const rangeId = (from: string | undefined, to: string | undefined) => JSON.stringify([from, to])

/** By the order of the serialised bytes: UTF-8's, which is that of code points. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    // A surrogate stands for a code point above every other UTF-16 unit.
    const xs = x >= 0xd800 && x <= 0xdfff
    const ys = y >= 0xd800 && y <= 0xdfff
    if (xs !== ys) return xs ? 1 : -1
    return x - y
  }
  return a.length - b.length
}
