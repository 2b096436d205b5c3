import type { KeyValueStore } from '../graph/processor.ts'
import type { StoreSpec } from '../graph/storeSpec.ts'
import { History } from './history.ts'
import { IndexEntries } from './indexEntries.ts'
import type { Journal } from './journal.ts'
import { type KeyText, keyText } from './keyText.ts'
import type { Row } from './row.ts'
import { RowCache } from './rowCache.ts'
import type { RowHash } from './rowHash.ts'
import type { RowMemory } from './rowMemory.ts'
import { addFigures, noRows, type RowsFigure, RowsHash, subtractFigure } from './rowsHash.ts'
import type { StateDatabase, StoredRow } from './stateDatabase.ts'
import { decodeRow, hashStored, timestampOf } from './storedValue.ts'

/** Where a store finds the event time of what is being processed, and the greatest of what was. */
export interface EventClock {
  readonly timestamp: number
  readonly streamTime: number
}

/**
 * One store of one task: uncommitted writes, over the writes of a commit under way, over cached rows, over the database.
 *
 * Reads and writes are synchronous and in memory; what is missing is reported to the journal and loaded by the engine.
 * The database holds committed rows alone: a commit seals the writes so far, writes them, and says `committed`; meanwhile
 * processing goes on over them. A transaction that is given up takes the store with it: its task opens anew.
 */
export class TaskStore<K = unknown, V = unknown> implements KeyValueStore<K, V> {
  readonly spec: StoreSpec<K, V>
  readonly partition: number
  readonly keys: KeyText<K>
  readonly database: StateDatabase
  readonly cache: RowCache
  /** Null: none. */
  readonly indexes: IndexEntries | null
  readonly #journal: Journal
  readonly #clock: EventClock
  #pending = new Map<string, Row>()
  #sealed = new Map<string, Row>()
  readonly #ranges = new Map<string, readonly string[]>()
  /** Learned from what was written; stands in for the size of rows not yet serialised. */
  #typicalSize = 200
  /** Infinite: rows stay until they are deleted. */
  readonly ttlMs: number
  /** Null: its rows are what they are now. */
  readonly history: History | null
  /** As of when the versions are whole. */
  readonly historySince: number
  /** Rows that others have taken the place of since the last `seal`, and before it: versions to be. */
  #pendingEarlier = 0
  #sealedEarlier = 0
  #sealedStreamTime: number
  #committedStreamTime: number
  #position: number
  /** Rows read from the database for processing that has not asked for them yet: when it does, that is no hit. */
  #unasked = 0
  /** Keys written over rows that memory does not have. */
  readonly #blind = new Set<string>()
  /** Of the rows, those of the commit under way included; where `#isKnown` is false, of what changed since the store was opened. */
  readonly sum = new RowsHash()
  #isKnown: boolean
  #committedSum: RowsFigure
  /** How far its changelog will be in its rows when the commit under way is finished. */
  sealedPosition: number

  constructor(options: {
    readonly spec: StoreSpec<K, V>
    readonly partition: number
    readonly database: StateDatabase
    readonly journal: Journal
    readonly clock: EventClock
    readonly memory: RowMemory
    /** Whether the database holds nothing of it yet. */
    readonly empty: boolean
    /** Of a store with versions; default: they are whole. */
    readonly historySince?: number
    /** How far its changelog is in the database's rows. */
    readonly position?: number
    /** Of the database's rows, if it has any; default: not known. */
    readonly figure?: RowsFigure | null
  }) {
    this.spec = options.spec
    this.partition = options.partition
    this.database = options.database
    this.keys = keyText(options.spec.key)
    this.indexes = IndexEntries.of(options.spec)
    this.cache = new RowCache(options.memory)
    this.#journal = options.journal
    this.#clock = options.clock
    this.cache.isWhole = options.empty
    this.history =
      options.spec.historyMs === null ? null : new History(this.database, this.name, this.partition)
    this.historySince = options.historySince ?? -1
    this.#position = options.position ?? 0
    this.sealedPosition = this.#position
    const figure = options.empty ? noRows : (options.figure ?? null)
    this.#isKnown = figure !== null
    this.#committedSum = figure ?? noRows
    this.sum.plus(this.#committedSum)
    this.ttlMs = options.spec.ttlMs ?? Number.POSITIVE_INFINITY
    this.#sealedStreamTime = options.clock.streamTime
    this.#committedStreamTime = options.clock.streamTime
  }

  get name(): string {
    return this.spec.name
  }

  get(key: K): V | undefined {
    return this.find(key)?.value as V | undefined
  }

  getAll(keys: readonly K[]): readonly (V | undefined)[] {
    const missing = keys.map(key => this.keys.toText(key)).filter(text => !this.has(text))
    if (missing.length > 0) this.#journal.missKeys(this as TaskStore, missing)
    return keys.map(key => this.get(key))
  }

  /** The row with its timestamp; undefined when there is none. */
  find(key: K): Row | undefined {
    const text = this.keys.toText(key)
    const row = this.#inMemory(text)
    if (row === undefined && !this.cache.isWhole) return this.#journal.missKey(this as TaskStore, text)
    if (this.#unasked > 0) this.#unasked--
    else this.cache.hits++
    return row === undefined || row.value === undefined || this.isGone(row.timestamp) ? undefined : row
  }

  put(key: K, value: V): void {
    if (value === undefined || value === null) {
      this.delete(key)
      return
    }
    this.indexes?.check(value)
    this.#write(this.keys.toText(key), this.#row(value, this.#typicalSize))
  }

  delete(key: K): void {
    this.#write(this.keys.toText(key), this.#row(undefined, 0))
  }

  range(from: K | undefined, to: K | undefined): readonly (readonly [K, V])[] {
    const low = from === undefined ? undefined : this.keys.toText(from)
    const high = to === undefined ? undefined : this.keys.toText(to)
    const inside = (text: string) =>
      (low === undefined || compareText(text, low) >= 0) &&
      (high === undefined || compareText(text, high) < 0)
    const texts = new Set<string>()
    if (this.cache.isWhole) {
      for (const [text] of this.cache.entries()) if (inside(text)) texts.add(text)
    } else {
      const stored =
        this.#ranges.get(rangeId(low, high)) ?? this.#journal.missRange(this as TaskStore, low, high)
      for (const text of stored) texts.add(text)
    }
    for (const text of this.#sealed.keys()) if (inside(text)) texts.add(text)
    for (const text of this.#pending.keys()) if (inside(text)) texts.add(text)
    const rows: [K, V][] = []
    for (const text of [...texts].sort(compareText)) {
      const row = this.#inMemory(text)
      // A row of a loaded range that the cache lost since: load the range anew.
      if (row === undefined) {
        this.#ranges.delete(rangeId(low, high))
        return this.#journal.missRange(this as TaskStore, low, high)
      }
      if (row.value !== undefined && !this.isGone(row.timestamp))
        rows.push([this.keys.fromText(text), row.value as V])
    }
    return rows
  }

  /** Event time of the task, the record in hand included. */
  get streamTime(): number {
    return Math.max(this.#clock.streamTime, this.#clock.timestamp)
  }

  /** Whether the time of a row is over: it counts as deleted, wherever it still lies. */
  isGone(timestamp: number): boolean {
    return timestamp + this.ttlMs < this.streamTime
  }

  /** Stream time as of the last commit. */
  get committedStreamTime(): number {
    return this.#committedStreamTime
  }

  /** `isGone` as of the last commit, which is what queries see. */
  wasGone(timestamp: number): boolean {
    return timestamp + this.ttlMs < this.#committedStreamTime
  }

  /** Deletes those of these stored rows whose time is over and that nothing uncommitted replaces. Between chunks. */
  deleteGone(rows: readonly StoredRow[]): number {
    let deleted = 0
    for (const { key, value } of rows) {
      if (!this.isGone(timestampOf(value))) continue
      const text = this.keys.fromBytes(key)
      if (this.#pending.has(text) || this.#sealed.has(text)) continue
      const replaces = hashStored(key, value)
      this.#pending.set(text, {
        value: undefined,
        timestamp: this.streamTime,
        size: 0,
        hash: undefined,
        replaces,
      })
      deleted++
    }
    return deleted
  }

  /** Whether a key can be answered without the database. */
  has(text: string): boolean {
    return this.cache.isWhole || this.#inMemory(text) !== undefined
  }

  /** The row that the database has, if that is known without asking; undefined: it is not. For the commit under way. */
  inDatabase(text: string): Row | undefined {
    return this.cache.get(text) ?? (this.cache.isWhole ? absent : undefined)
  }

  /** What the database answered for a key that processing asked for. */
  loaded(text: string, key: Uint8Array, stored: Buffer | null): void {
    this.#unasked++
    this.cache.misses++
    this.#learn(text, key, stored)
  }

  #learn(text: string, key: Uint8Array, stored: Buffer | null): void {
    const row = stored === null ? absent : decodeRow(this.spec.value, stored)
    if (stored !== null) row.hash = hashStored(key, stored)
    this.cache.set(text, row)
  }

  /** Reads what rows were written over unseen: their hashes are needed when those are committed. After each chunk, before a commit. */
  async learnReplaced(): Promise<void> {
    if (this.#blind.size === 0) return
    const texts = [...this.#blind]
    this.#blind.clear()
    const keys = texts.map(text => this.keys.toBytes(text))
    const found = await this.database.get(this.name, this.partition, keys)
    for (const [i, stored] of found.entries()) {
      const row = this.#pending.get(texts[i]!)
      if (row && row.replaces === undefined) row.replaces = stored && hashStored(keys[i]!, stored)
    }
  }

  /** Of the committed rows; null: not known, until a scan has told. */
  get figure(): RowsFigure | null {
    return this.#isKnown ? this.#committedSum : null
  }

  /** Of the rows as the commit under way leaves them. */
  get sealedFigure(): RowsFigure | null {
    return this.#isKnown ? this.sum.figure : null
  }

  /** While no commit is under way: the database's rows as they are now can be scanned. Returns what is to be told of them, whenever that is done. */
  scanBegins(): (scanned: RowsFigure) => void {
    const changed = this.#committedSum
    return scanned => {
      if (this.#isKnown) return
      const base = subtractFigure(scanned, changed)
      this.sum.plus(base)
      this.#committedSum = addFigures(this.#committedSum, base)
      this.#isKnown = true
    }
  }

  loadedRange(from: string | undefined, to: string | undefined, rows: readonly StoredRow[]): void {
    const texts = rows.map(row => this.keys.fromBytes(row.key))
    rows.forEach((row, index) => {
      if (this.cache.get(texts[index]!) === undefined) this.#learn(texts[index]!, row.key, row.value)
    })
    this.#ranges.set(rangeId(from, to), texts)
  }

  /** How far its changelog is in what `held` tells. */
  get position(): number {
    return this.#position
  }

  /** The committed row of a key, where memory knows it; null: there is none. Undefined: ask the database. */
  held(text: string): Row | null | undefined {
    // On its way there: the database may have it already, and have told somebody.
    if (this.#sealed.has(text)) return undefined
    const row = this.cache.get(text)
    if (row === undefined) return this.cache.isWhole ? null : undefined
    return row.value === undefined ? null : row
  }

  /** Rows written since the last `seal`. */
  get pending(): ReadonlyMap<string, Row> {
    return this.#pending
  }

  /** Rows of the commit under way. */
  get sealed(): ReadonlyMap<string, Row> {
    return this.#sealed
  }

  get pendingBytes(): number {
    const rows = this.#pending.size + this.#sealed.size + this.#pendingEarlier + this.#sealedEarlier
    return rows * (this.#typicalSize * 3 + 200)
  }

  learnSize(bytes: number): void {
    this.#typicalSize += (bytes - this.#typicalSize) / 16
  }

  /** A commit begins: what was written so far is its own, what is written from now on is the next one's. */
  seal(): void {
    if (this.#sealed.size > 0) throw new Error(`Store "${this.name}" is being committed already`)
    const free = this.#sealed
    this.#sealed = this.#pending
    this.#pending = free
    this.#sealedEarlier = this.#pendingEarlier
    this.#pendingEarlier = 0
    this.#sealedStreamTime = this.#clock.streamTime
  }

  /** The database has the sealed rows. Called between chunks, so that no loaded range is older than the database. */
  committed(): void {
    for (const [text, row] of this.#sealed) {
      row.replaces = null
      this.cache.set(text, row.earlier ? lastOf(row) : row)
    }
    if (this.#sealed.size > 0) this.#committedSum = this.sum.figure
    this.#sealedEarlier = 0
    this.#sealed.clear()
    this.#ranges.clear()
    this.#committedStreamTime = this.#sealedStreamTime
    this.#position = this.sealedPosition
  }

  restorePending(text: string, before: Row | undefined): void {
    if (this.history !== null) this.#pendingEarlier += earlierOf(before) - earlierOf(this.#pending.get(text))
    if (before === undefined) this.#pending.delete(text)
    else this.#pending.set(text, before)
  }

  #inMemory(text: string): Row | undefined {
    return this.#pending.get(text) ?? this.#sealed.get(text) ?? this.cache.get(text)
  }

  /** A row of a store with versions is as of the event time of the task: what is late does not change what was. */
  #version(row: Row, before: Row | undefined): Row {
    const now = { ...row, timestamp: this.streamTime }
    if (before === undefined) return now
    if (before.timestamp === now.timestamp) return before.earlier ? { ...now, earlier: before.earlier } : now
    this.#pendingEarlier++
    return { ...now, earlier: { row: before, count: earlierOf(before) + 1 } }
  }

  #write(text: string, row: Row): void {
    const before = this.#pending.get(text)
    row.replaces = before === undefined ? this.#replacedBy(text) : before.replaces
    this.#journal.wrote(this as TaskStore, text, before)
    this.#pending.set(text, this.history === null ? row : this.#version(row, before))
  }

  #row(value: unknown, size: number): Row {
    return { value, timestamp: this.#clock.timestamp, size, hash: undefined, replaces: undefined }
  }

  /** Of the row that will be committed when what is written now is. */
  #replacedBy(text: string): RowHash | null | undefined {
    const row = this.#sealed.get(text) ?? this.cache.get(text)
    if (row !== undefined) return row.hash
    if (this.cache.isWhole) return null
    this.#blind.add(text)
    return undefined
  }
}

const earlierOf = (row: Row | undefined) => row?.earlier?.count ?? 0
const lastOf = ({ value, timestamp, size, hash }: Row): Row => ({
  value,
  timestamp,
  size,
  hash,
  replaces: null,
})

const absent: Row = Object.freeze({ value: undefined, timestamp: 0, size: 0, hash: null, replaces: null })

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
