import type { DatabaseFigures } from './databaseFigures.ts'

/** What the state of a process takes, bytes. */
export interface StateUsage {
  /** Held by the database in memory. */
  readonly memoryBytes: number
  /** Rows looked for in it since it was opened. */
  readonly reads: number
  /** Its files. */
  readonly diskBytes: number
  /** What is free on the disk they lie on, and the size of that disk. */
  readonly freeBytes: number
  readonly diskSize: number
  readonly figures: DatabaseFigures
}
