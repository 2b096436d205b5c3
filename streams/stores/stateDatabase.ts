import type { RowsFigure } from './rowsHash.ts'

/** Rows and positions, to be read. Keys and values are bytes; order is the order of key bytes. */
export interface StateReader {
  /** Values in the order of the keys, null where there is none. */
  get(store: string, partition: number, keys: readonly Uint8Array[]): Promise<readonly (Buffer | null)[]>
  /** Rows with from ≤ key < to (undefined: open), at most `limit`. */
  range(store: string, partition: number, range: KeyRange): Promise<readonly StoredRow[]>
  position(store: string, partition: number): Promise<StorePosition | null>
  /** `get` of several partitions as of one moment, each with the position of those very rows. */
  read(store: string, asked: readonly PartitionKeys[]): Promise<readonly PositionedValues[]>
}

/** The committed rows of all stores of one process, and how far into its changelog each store is. */
export interface StateDatabase extends StateReader {
  /** Every stored position: what this directory holds. */
  positions(): Promise<readonly (StorePosition & { readonly store: string; readonly partition: number })[]>
  batch(): StateBatch
  /** All rows and positions as they are now, whatever is written later. It keeps what it shows from being freed until it is closed. */
  snapshot(): StateSnapshot
  /** Deletes the position first, then the rows, their versions and the entries of their indexes: a crash in between leaves a store to be rebuilt, never a stale one. */
  drop(store: string, partition: number): Promise<void>
  close(): Promise<void>
}

/** Rows and positions of one moment: a position is that of the rows beside it. */
export interface StateSnapshot extends StateReader {
  /** Reads that are under way go on; later ones reject. Idempotent. */
  close(): void
}

export interface KeyRange {
  readonly from?: Uint8Array | undefined
  readonly to?: Uint8Array | undefined
  readonly reverse?: boolean
  readonly limit?: number
}

export interface StoredRow {
  readonly key: Buffer
  readonly value: Buffer
}

export interface PartitionKeys {
  readonly partition: number
  readonly keys: readonly Uint8Array[]
}

export interface PositionedValues {
  readonly values: readonly (Buffer | null)[]
  readonly position: StorePosition | null
}

/** How far a store follows its changelog. */
export interface StorePosition {
  readonly topic: string
  /** A topic deleted and created again has another id: the position then means nothing. */
  readonly topicId: string
  /** The next changelog offset to read. */
  readonly offset: number
  /** When it was written, milliseconds: a position older than the changelog's tombstones is of no use. */
  readonly time: number
  /** As of when the versions of the rows are whole, event time; −1: they always were. Absent: there are none. */
  readonly historySince?: number
  /** Versions of the indexes that have an entry for each key of each row, by name. Absent: there are no entries. */
  readonly indexes?: Readonly<Record<string, number>>
  /** Of the rows beside it. Absent: not known. */
  readonly figure?: RowsFigure
  /** The last record of the changelog, where a commit of this process wrote it; absent where the changelog was replayed. */
  readonly written?: number
}

/** Changes that become visible and durable together. Used once. */
export interface StateBatch {
  put(store: string, partition: number, key: Uint8Array, value: Uint8Array): void
  delete(store: string, partition: number, key: Uint8Array): void
  /** Whatever lies within from ≤ key < to (undefined: open) by then. */
  deleteRange(store: string, partition: number, range: Pick<KeyRange, 'from' | 'to'>): void
  setPosition(store: string, partition: number, position: StorePosition): void
  write(): Promise<void>
}
