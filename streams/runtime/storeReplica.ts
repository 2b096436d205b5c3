import type { StoreSpec } from '../graph/storeSpec.ts'
import type { StandbyStore } from '../queries/standbyStore.ts'
import { deserialize } from '../serdes/deserialize.ts'
import type { Serde } from '../serdes/serde.ts'
import { History, HistorySweep, historyHorizon } from '../stores/history.ts'
import { IndexEntries } from '../stores/indexEntries.ts'
import { noRows, type RowsFigure, RowsHash } from '../stores/rowsHash.ts'
import type { StateBatch, StateDatabase } from '../stores/stateDatabase.ts'
import { encodeRow, hashStored } from '../stores/storedValue.ts'
import type { FetchedPartition } from '../wire/kafka.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { Reading } from './changelogReader.ts'
import { decodeFigure, figureHeader } from './figureHeader.ts'
import { renewEveryMs } from './renewPositions.ts'
import type { Time } from './time.ts'

/** After so many records other work gets a turn. */
const recordsATurn = 32_000
/** To index a row takes several times as long as to write it. */
const indexedATurn = 2_000
/** Where fewer values than this of a hundred are overwritten by others of the same answer, it is not worth looking for them. */
const worthwhilePercent = 10
/** So many answers are written as they come before one is looked at again. */
const answersUnlooked = 15
/** Between two steps of the sweep of versions that find little. */
const sweepEveryMs = 1_000

/** Views into what was fetched. */
interface Change {
  readonly key: Buffer
  readonly value: Buffer | null
  readonly timestamp: number
}

export interface StoreReplicaOptions {
  readonly spec: StoreSpec<unknown, unknown>
  readonly partition: number
  readonly database: StateDatabase
  readonly topic: string
  readonly topicId: string
  /** The next changelog offset to apply. */
  readonly from: number
  /** As of when the rows missed nothing of what the log had before `from`, wall clock. */
  readonly asOf: number
  /** Nothing is stored yet. */
  readonly empty: boolean
  /** Rows that are older than this may have missed deletions, ms; Infinity where the log is not compacted. */
  readonly keptMs: number
  /** Of the rows that are stored, if there are any; default: not known. */
  readonly figure?: RowsFigure | null
  /** Where to stop; may be raised later. */
  readonly to: number
  /** When `to` was looked up, wall clock; null: follow the log on, and learn it from every answer. */
  readonly toAsOf: number | null
  readonly end: number
  readonly time: Time
  /** Of a store with versions: as of when they are whole. */
  readonly historySince?: number | undefined
  /** Rows were written, or the end is known anew. */
  readonly moved: (records: number, bytes: number) => void
  /** It has stopped: the log does not continue where the rows end (a text), or something cannot be mended. */
  readonly stopped: (why: string | Error) => void
}

/**
 * Applies a changelog to a store: committed records only, rows and position in one batch. Where keys repeat, of several values
 * of a key within what was fetched the last alone is written.
 *
 * The hash of the rows is what the last record of a commit says that it is. In a source topic nobody says so: there it is kept
 * by reading the rows as they were.
 */
export class StoreReplica implements Reading, StandbyStore {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly database: StateDatabase
  readonly #options: StoreReplicaOptions
  readonly #indexes: IndexEntries | null
  readonly #history: History | null
  readonly #sweep: HistorySweep | null
  /** Changes that others of the same answer took the place of: versions all the same. */
  #replaced: Change[] = []
  #figure: RowsFigure | null
  #writtenFigure: RowsFigure | null
  /** How often rows were about to be written, or had been. */
  #writes = 0
  #sweepAt = 0
  #fetched: number
  #position: number
  #to: number
  #end: number
  #asOf: number
  #empty: boolean
  #streamTime = -1
  #currentAt: number | null = null
  #isReadable: boolean
  #isClosed = false
  #written: Promise<void> = Promise.resolve()
  #writtenAt: number
  /** Answers to be written as they are. */
  #unlooked = 0

  constructor(options: StoreReplicaOptions) {
    this.#options = options
    this.#indexes = IndexEntries.of(options.spec)
    const { spec, database, partition } = options
    this.#history = spec.historyMs === null ? null : new History(database, spec.name, partition)
    this.#sweep =
      spec.historyMs === null ? null : new HistorySweep(database, spec.name, partition, spec.historyMs)
    this.topic = options.topic
    this.topicId = options.topicId
    this.partition = options.partition
    this.database = options.database
    this.#fetched = options.from
    this.#position = options.from
    this.#to = options.to
    this.#end = options.end
    this.#asOf = options.asOf
    this.#empty = options.empty
    this.#figure = options.empty ? noRows : (options.figure ?? null)
    this.#writtenFigure = this.#figure
    this.#isReadable = !options.empty
    this.#writtenAt = options.asOf
  }

  get name(): string {
    return this.#options.spec.name
  }

  get wanted(): number | null {
    return this.#isClosed || this.#fetched >= this.#to ? null : this.#fetched
  }

  get position(): number {
    return this.#position
  }

  get end(): number {
    return Math.max(this.#position, this.#end)
  }

  get currentAt(): number | null {
    return this.#currentAt
  }

  get streamTime(): number {
    return this.#streamTime
  }

  get isReadable(): boolean {
    return this.#isReadable
  }

  get hasReached(): boolean {
    return this.#position >= this.#to
  }

  /** Of the rows up to `position`; null: not known. */
  get figure(): RowsFigure | null {
    return this.#writtenFigure
  }

  /** The database's rows as they are now can be scanned. Returns what is to be told of them: it counts if none was written meanwhile. */
  scanBegins(): (scanned: RowsFigure) => Promise<void> {
    const writes = this.#writes
    return scanned => {
      this.#written = this.#written
        .then(() => {
          if (this.#isClosed || this.#writes !== writes) return
          this.#figure = scanned
          return this.#write([], true, this.#position, this.#asOf)
        })
        .catch(error => this.failed(error as Error))
      return this.#written
    }
  }

  raise(to: number): void {
    this.#to = Math.max(this.#to, to)
  }

  take(answer: FetchedPartition, askedAt: number): Promise<void> {
    const { time, keptMs, toAsOf } = this.#options
    const age = time.now() - this.#asOf
    if (age > keptMs) {
      this.lost(
        `its rows are those of ${Math.round(age / 1000)} s ago, and deletions may have been compacted away`,
      )
      return Promise.resolve()
    }
    const from = this.#fetched
    const to = answer.records === null ? from : Math.min(this.#to, endOfBatches(answer.records, from))
    this.#fetched = to
    // One after the other: a later value of a key must not be overwritten by an earlier one.
    this.#written = this.#written
      .then(() => this.#apply(answer, from, to, toAsOf ?? askedAt))
      .catch(error => this.failed(error as Error))
    return this.#written
  }

  lost(error: string): void {
    this.#stop(error)
  }

  failed(error: Error): void {
    this.#stop(error)
  }

  /** Nothing is written after this resolves. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#written
  }

  #stop(why: string | Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#options.stopped(why)
  }

  async #apply(answer: FetchedPartition, from: number, to: number, askedAt: number): Promise<void> {
    if (this.#isClosed) return
    let records = 0
    this.#end = answer.lastStableOffset
    const current = to >= Math.min(answer.lastStableOffset, this.#to)
    if (to > from) {
      // To index a row one must know the one before it, which is not to be sought in the same answer.
      const distinct = this.#unlooked > 0 && !this.#needsBefore ? null : new Map<string, number>()
      const rows: Change[] = []
      records = await this.#read(answer, from, to, rows, distinct)
      if (distinct === null) this.#unlooked--
      else if ((records - rows.length) * 100 < records * worthwhilePercent) this.#unlooked = answersUnlooked
      if (this.#isClosed) return
      // A store that was empty has nothing to delete, but what these rows themselves write first.
      const needsDeletes = !this.#empty || distinct === null
      await this.#write(rows, needsDeletes, to, current ? askedAt : this.#asOf)
    } else if (current) {
      const { time } = this.#options
      if (time.now() - this.#writtenAt > renewEveryMs) await this.#write([], true, to, askedAt)
    }
    if (current) {
      this.#asOf = askedAt
      // What lies behind an open end may be committed: the coordinator says so before its marker is here, and whoever ran the
      // task has shown it to readers.
      if (to >= Math.min(answer.highWatermark, this.#to)) this.#currentAt = askedAt
      this.#isReadable = true
    }
    await this.#sweepHistory()
    this.#options.moved(records, answer.records?.length ?? 0)
  }

  /** Appends to `rows`; with `distinct` (key → its index there) a value takes the place of the one before it. */
  async #read(
    answer: FetchedPartition,
    from: number,
    to: number,
    rows: Change[],
    distinct: Map<string, number> | null,
  ): Promise<number> {
    const { spec, time } = this.#options
    const isOwn = spec.changelog.kind === 'own'
    const cursor = new RecordCursor(answer.records!, from, answer.aborted)
    let records = 0
    let told: Uint8Array | null = null
    let isBeyond = false
    while (cursor.next()) {
      isBeyond = cursor.offset >= to
      if (isBeyond) break
      const key = cursor.keyBytes()
      if (key === null) continue
      const row = { key, value: cursor.valueBytes() }
      // A source topic holds what others wrote: what the handler left out the first time stays out.
      const known = isOwn ? row : asStored(spec, row)
      if (known === null) continue
      told = cursor.hasHeaders ? headerOf(cursor) : null
      this.#streamTime = Math.max(this.#streamTime, cursor.timestamp)
      // Versions were written in the order of their times; what was written before there were any may not have been.
      const change = { ...known, timestamp: this.#history ? this.#streamTime : cursor.timestamp }
      const text = distinct && known.key.latin1Slice()
      const before = text === null ? undefined : distinct!.get(text)
      if (before === undefined) {
        if (text !== null) distinct!.set(text, rows.length)
        rows.push(change)
      } else {
        if (this.#history) this.#replaced.push(rows[before]!)
        rows[before] = change
      }
      if (++records % recordsATurn === 0) await time.breathe()
    }
    if (!isOwn) return records
    // What followed, and was compacted away, may have been a deletion.
    if (isBeyond || !cursor.isUnbroken) this.#figure = null
    else if (records > 0) this.#figure = told && decodeFigure(told)
    return records
  }

  async #write(rows: readonly Change[], needsDeletes: boolean, offset: number, asOf: number): Promise<void> {
    const { spec, partition, database, topic, topicId, time } = this.#options
    if (rows.length > 0) this.#writes++
    const batch = database.batch()
    const before = this.#needsBefore && !this.#empty ? await this.#before(rows) : []
    const sum = spec.changelog.kind === 'source' && this.#figure ? new RowsHash() : null
    sum?.plus(this.#figure!)
    let written = 0
    for (const { key, value, timestamp } of this.#replaced)
      this.#history!.write(batch, key, timestamp, value === null ? null : encodeRow(value, timestamp))
    this.#replaced = []
    for (const [i, { key, value, timestamp }] of rows.entries()) {
      const stored = value === null ? null : encodeRow(value, timestamp)
      sum?.replace(before[i] ? hashStored(key, before[i]) : null, stored && hashStored(key, stored))
      if (stored !== null) batch.put(spec.name, partition, key, stored)
      else if (needsDeletes) batch.delete(spec.name, partition, key)
      this.#history?.write(batch, key, timestamp, stored)
      if (++written % recordsATurn === 0) await time.breathe()
    }
    if (this.#indexes) await this.#index(this.#indexes, rows, before, batch)
    if (sum) this.#figure = sum.figure
    const { historySince } = this.#options
    const log = {
      topic,
      topicId,
      ...(this.#indexes && { indexes: this.#indexes.versions }),
      ...(historySince !== undefined && { historySince }),
      ...(this.#figure && { figure: this.#figure }),
    }
    batch.setPosition(spec.name, partition, { ...log, offset, time: asOf })
    await batch.write()
    if (rows.length > 0) {
      this.#empty = false
      this.#writes++
    }
    this.#position = offset
    this.#writtenFigure = this.#figure
    this.#writtenAt = time.now()
  }

  /** Between two writes, so that nothing is written meanwhile. */
  async #sweepHistory(): Promise<void> {
    const { spec, time } = this.#options
    if (this.#sweep === null || time.elapsed() < this.#sweepAt) return
    const { isBusy } = await this.#sweep.step(historyHorizon(spec.historyMs!, time.now()))
    this.#sweepAt = isBusy ? time.elapsed() : time.elapsed() + sweepEveryMs
  }

  /** Whether a row can be written only with the one before it at hand. */
  get #needsBefore(): boolean {
    return this.#indexes !== null || this.#options.spec.changelog.kind === 'source'
  }

  /** No key occurs twice among these rows. */
  #before(rows: readonly Change[]): Promise<readonly (Buffer | null)[]> {
    const { spec, partition, database } = this.#options
    return database.get(
      spec.name,
      partition,
      rows.map(({ key }) => key),
    )
  }

  async #index(
    indexes: IndexEntries,
    rows: readonly Change[],
    before: readonly (Buffer | null)[],
    batch: StateBatch,
  ): Promise<void> {
    const { partition, time } = this.#options
    for (const [i, { key, value }] of rows.entries()) {
      indexes.change(batch, partition, key, indexes.stored(before[i] ?? null), indexes.logged(value))
      if ((i + 1) % indexedATurn === 0) await time.breathe()
    }
  }
}

/** A row of a source topic as the task that reads it writes it; null where it cannot be read. */
function asStored(
  { key, value }: StoreSpec<unknown, unknown>,
  row: Pick<Change, 'key' | 'value'>,
): Pick<Change, 'key' | 'value'> | null {
  try {
    return {
      key: again(key, row.key),
      value: row.value && again(value, row.value),
    }
  } catch {
    return null
  }
}

const again = (serde: Serde<unknown>, data: Buffer): Buffer =>
  Buffer.from(serde.serialize(deserialize(serde, data)) as string)

const headerOf = (cursor: RecordCursor): Uint8Array | null =>
  cursor.headers().find(({ key }) => key === figureHeader)?.value ?? null
