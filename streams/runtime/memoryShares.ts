import { totalmem } from 'node:os'

const MiB = 1024 * 1024
/** The binding does not let us set it. */
const blockCache = 32 * MiB

/** What one budget of memory is divided into, bytes. */
export interface MemoryShares {
  /** Fetched and not yet processed. */
  readonly fetched: number
  /** Results and changes not yet committed. */
  readonly pending: number
  /** Of changelogs, fetched and not yet written: half for restores, half for standbys. */
  readonly changelogs: number
  /** RocksDB: its block cache and its two write buffers. */
  readonly database: number
  /** Decoded rows: the rest, less what RocksDB takes beyond its share. */
  readonly cached: number
}

export function memoryShares(memoryBytes: number): MemoryShares {
  const fetched = Math.floor(memoryBytes / 8)
  const pending = Math.floor(memoryBytes / 8)
  const changelogs = Math.floor(memoryBytes / 16)
  const database = blockCache + 2 * writeBufferBytes(memoryBytes)
  const cached = memoryBytes - fetched - pending - changelogs - database
  return { fetched, pending, changelogs, database, cached }
}

/** One of RocksDB's two write buffers. */
export const writeBufferBytes = (memoryBytes: number) =>
  Math.min(64 * MiB, Math.max(4 * MiB, Math.floor(memoryBytes / 16)))

/** A quarter of the memory that this process may have (its container's, else the machine's), 64 to 512 MiB. */
export function defaultMemoryBytes(): number {
  const constrained = process.constrainedMemory()
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return Math.min(512 * MiB, Math.max(64 * MiB, Math.floor(available / 4)))
}
