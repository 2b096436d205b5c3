import { series } from '../../parts/series.ts'
import { of } from './of.ts'

export const databasePanels = [
  series({
    title: 'Files by level',
    description: 'Tables of RocksDB. Many in level 0 hold writes up.',
    unit: 'short',
    width: 8,
    stacked: true,
    queries: { 'level {{level}}': `sum by (level) (millrace_database_files{${of}})` },
  }),
  series({
    title: 'What it takes',
    description: 'Tables on the disk; write buffers and block cache in memory.',
    unit: 'bytes',
    width: 8,
    queries: {
      'tables on the disk': `sum(millrace_database_table_bytes{${of}})`,
      'write buffers': `sum(millrace_database_write_buffer_bytes{${of}})`,
      'block cache': `sum(millrace_database_block_cache_bytes{${of}})`,
    },
  }),
  series({
    title: 'To be compacted',
    description:
      'Bytes that compactions have still to rewrite, roughly. What grows for hours: the disk is too slow.',
    unit: 'bytes',
    width: 8,
    queries: { '{{instance}}': `sum by (instance) (millrace_database_pending_compaction_bytes{${of}})` },
  }),
  series({
    title: 'At work',
    description: 'Compactions and flushes that run.',
    unit: 'short',
    width: 8,
    queries: {
      compactions: `sum(millrace_database_running_compactions{${of}})`,
      flushes: `sum(millrace_database_running_flushes{${of}})`,
    },
  }),
  series({
    title: 'Writes held up',
    description: 'Instances whose writes are slowed down, or stand still, until compactions have caught up.',
    unit: 'short',
    width: 8,
    queries: {
      delayed: `sum(millrace_database_write_delayed{${of}})`,
      stopped: `sum(millrace_database_write_stopped{${of}})`,
    },
    thresholds: ['green', [1, 'red']],
  }),
  series({
    title: 'Errors',
    description: 'In the database’s own work since it was opened: docs/runbooks/database-stalled.md.',
    unit: 'short',
    width: 8,
    queries: { '{{instance}}': `sum by (instance) (millrace_database_background_errors_total{${of}})` },
    thresholds: ['green', [1, 'red']],
  }),
]
