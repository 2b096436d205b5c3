import { series } from '../../parts/series.ts'
import { stat } from '../../parts/stat.ts'
import { of } from './of.ts'

export const storePanels = [
  series({
    title: 'Rows',
    description: 'Rows of each store, all partitions.',
    unit: 'short',
    width: 8,
    queries: { '{{store}}': `sum by (store) (millrace_store_rows{${of},store=~"$store"})` },
  }),
  series({
    title: 'Size',
    description: 'On the disk, by the database’s estimate.',
    unit: 'bytes',
    width: 8,
    stacked: true,
    queries: { '{{store}}': `sum by (store) (millrace_store_disk_bytes{${of},store=~"$store"})` },
  }),
  series({
    title: 'Found in memory',
    description:
      'Share of the rows that processing asked for which were in the cache. Low and slow: more MEMORY_BYTES.',
    unit: 'percentunit',
    width: 8,
    max: 1,
    queries: {
      '{{instance}}': `sum by (instance) (rate(millrace_cache_hits_total{${of}}[$__rate_interval])) / (sum by (instance) (rate(millrace_cache_hits_total{${of}}[$__rate_interval])) + sum by (instance) (rate(millrace_cache_misses_total{${of}}[$__rate_interval])))`,
    },
  }),
  stat({
    title: 'Hashes known',
    description: 'Share of the store partitions whose hash is known: it can be compared with another’s.',
    unit: 'percentunit',
    width: 8,
    queries: { share: `avg(millrace_store_hash_known{${of},store=~"$store"})` },
    thresholds: ['orange', [1, 'green']],
  }),
  stat({
    title: 'Scans that found a difference',
    description: 'Store partitions whose rows are not those of their hash: docs/runbooks/store-different.md.',
    unit: 'short',
    width: 8,
    queries: {
      partitions: `count(millrace_store_scan_timestamp_seconds{${of},outcome="different"}) or vector(0)`,
    },
    thresholds: ['green', [1, 'red']],
  }),
  stat({
    title: 'Last scan',
    description:
      'When rows were last read and compared with their hash (npx cabinet stores --scan); never: 1970.',
    unit: 'dateTimeFromNow',
    width: 8,
    queries: { scanned: `(max(millrace_store_scan_timestamp_seconds{${of}}) or vector(0)) * 1000` },
  }),
]
