/** What RocksDB tells of itself. */
export interface DatabaseFigures {
  /** Tables on the disk, by level: files. Many in level 0 hold writes up. */
  readonly files: readonly number[]
  /** Of tables and write buffers, bytes. */
  readonly tableBytes: number
  readonly writeBufferBytes: number
  readonly blockCacheBytes: number
  readonly tableReaderBytes: number
  /** Rows and whatever else it holds, roughly. */
  readonly keys: number
  readonly runningCompactions: number
  readonly runningFlushes: number
  /** Bytes that compactions have still to rewrite, roughly. */
  readonly pendingCompactionBytes: number
  /** Writes are held up now: wholly, or down to so many bytes a second (0: they are not). */
  readonly isWriteStopped: boolean
  readonly delayedWriteBytesPerSecond: number
  /** All since it was opened: flushes and compactions that are done, and the seconds that they took. */
  readonly jobs: number
  readonly jobSeconds: number
  /** Times that writes were slowed down, and stopped. */
  readonly delays: number
  readonly stops: number
  /** In its own work. */
  readonly backgroundErrors: number
}
