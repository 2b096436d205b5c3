import { series } from '../../parts/series.ts'
import { of } from './of.ts'

export const restorePanels = [
  series({
    title: 'Changelog records to replay',
    description: 'Of stores that are being restored, all partitions; 0 when none is.',
    unit: 'short',
    width: 8,
    queries: {
      records: `sum(millrace_restore_remaining_records{${of}}) or vector(0)`,
    },
  }),
  series({
    title: 'Restored',
    description: 'Records replayed into stores, a second.',
    unit: 'cps',
    width: 8,
    queries: {
      '{{instance}}': `sum by (instance) (rate(millrace_restored_records_total{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Bytes for restores',
    description: 'Bytes of changelogs that were fetched for it, a second.',
    unit: 'Bps',
    width: 8,
    queries: {
      '{{instance}}': `sum by (instance) (rate(millrace_restored_bytes_total{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Standbys: records behind',
    description: 'Changelog records that the copies have not applied yet, by store (STANDBYS=1 or more).',
    unit: 'short',
    width: 12,
    queries: { '{{store}}': `sum by (store) (millrace_standby_lag_records{${of},store=~"$store"})` },
  }),
  series({
    title: 'Standbys: time behind',
    description: 'Since each copy was last known to be current; the worst partition of each store.',
    unit: 's',
    width: 12,
    queries: { '{{store}}': `max by (store) (millrace_standby_behind_seconds{${of},store=~"$store"})` },
    thresholds: ['green', [60, 'orange'], [300, 'red']],
  }),
]
