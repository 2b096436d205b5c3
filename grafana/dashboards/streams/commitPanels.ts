import { series } from '../../parts/series.ts'
import { of } from './of.ts'

const step = (share: number) =>
  `histogram_quantile(${share}, sum by (le, step) (rate(millrace_commit_duration_seconds_bucket{${of}}[$__rate_interval])))`

export const commitPanels = [
  series({
    title: 'Duration by step, p99',
    description:
      'Offsets and produce run beside each other, then the transaction ends, then the state is written.',
    unit: 's',
    width: 8,
    queries: { '{{step}}': step(0.99) },
  }),
  series({
    title: 'Duration by step, median',
    description: 'The same, of one in two.',
    unit: 's',
    width: 8,
    queries: { '{{step}}': step(0.5) },
  }),
  series({
    title: 'Commits',
    description: 'Commits a second. With nothing to do there are none.',
    unit: 'cps',
    width: 4,
    queries: { '{{instance}}': `sum by (instance) (rate(millrace_commits_total{${of}}[$__rate_interval]))` },
  }),
  series({
    title: 'Rows a commit',
    description: 'Rows changed by a commit, on an average.',
    unit: 'short',
    width: 4,
    queries: {
      rows: `sum(rate(millrace_commit_rows_sum{${of}}[$__rate_interval])) / sum(rate(millrace_commit_rows_count{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Transactions given up',
    description: 'Recoveries, and transactions that were aborted with something in them.',
    unit: 'cps',
    width: 12,
    queries: {
      'recoveries of {{instance}}': `sum by (instance) (rate(millrace_recoveries_total{${of}}[$__rate_interval]))`,
      'aborts of {{instance}}': `sum by (instance) (rate(millrace_transaction_aborts_total{${of}}[$__rate_interval]))`,
    },
  }),
  series({
    title: 'Tasks',
    description: 'Tasks that run on each instance, and tasks of others that it follows as a standby.',
    unit: 'short',
    width: 12,
    queries: {
      '{{instance}}': `sum by (instance) (millrace_tasks{${of}})`,
      '{{instance}} standby': `sum by (instance) (millrace_standby_tasks{${of}})`,
    },
  }),
]
