import type { DatabaseFigures } from 'millrace'
import type { Registry } from 'prom-client'
import type { Instance } from '../instance.ts'
import { onceATurn } from './onceATurn.ts'
import { scraped } from './scraped.ts'

/** What RocksDB tells of itself, read at each scrape. Where the state lies elsewhere nothing is told. */
export function databaseMetrics(instance: Pick<Instance, 'status'>, registry: Registry): void {
  const { counterBy, gaugeBy } = scraped(registry)
  const figures = onceATurn(() => instance.status().database)
  const gauge = (name: string, help: string, of: (figures: DatabaseFigures) => number) =>
    gaugeBy(name, help, [], put => {
      const now = figures()
      if (now) put({}, of(now))
    })
  gaugeBy('millrace_database_files', 'Tables of RocksDB on the disk, by level', ['level'], put => {
    for (const [level, files] of figures()?.files.entries() ?? []) put({ level: String(level) }, files)
  })
  gauge('millrace_database_table_bytes', 'Bytes of the tables on the disk', each => each.tableBytes)
  gauge('millrace_database_write_buffer_bytes', 'Bytes of the write buffers', each => each.writeBufferBytes)
  gauge('millrace_database_block_cache_bytes', 'Bytes of the block cache', each => each.blockCacheBytes)
  gauge(
    'millrace_database_pending_compaction_bytes',
    'Bytes that compactions have still to rewrite, roughly',
    each => each.pendingCompactionBytes,
  )
  gauge('millrace_database_running_compactions', 'Compactions at work', each => each.runningCompactions)
  gauge('millrace_database_running_flushes', 'Flushes at work', each => each.runningFlushes)
  gauge('millrace_database_write_stopped', '1: writes stand still until compactions have caught up', each =>
    each.isWriteStopped ? 1 : 0,
  )
  gauge('millrace_database_write_delayed', '1: writes are slowed down for compactions', each =>
    each.delayedWriteBytesPerSecond > 0 ? 1 : 0,
  )
  counterBy(
    'millrace_database_background_errors_total',
    'Errors in the work of the database itself since it was opened',
    [],
    put => {
      const now = figures()
      if (now) put({}, now.backgroundErrors)
    },
  )
}
