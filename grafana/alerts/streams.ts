import { grown } from '../parts/grown.ts'
import { type Alert, bounded } from './alert.ts'

const lag = 'sum by (job, topic) (millrace_input_lag_records)'
const lagAll = 'sum by (job) (millrace_input_lag_records)'
const commits = 'sum by (job) (rate(millrace_commits_total[5m]))'
const growth = `deriv(${lag}[15m:1m])`
const restored = 'sum by (job, instance) (rate(millrace_restored_records_total[10m]))'

/** The engine: flow, commits, restores, stores. */
export const streamsAlerts: readonly Alert[] = [
  {
    name: 'LagGrows',
    severity: 'warning',
    expr: `${lag} > 10000 and ${growth} > 0`,
    signals: [lag, growth],
    for: '15m',
    summary: '{{ $value }} records of {{ $labels.topic }} wait, and more come than are processed.',
    runbook: 'lag-grows',
  },
  {
    name: 'NoCommits',
    severity: 'critical',
    expr: `${lagAll} > 0 and ${commits} == 0`,
    signals: [lagAll, commits],
    for: '5m',
    summary: '{{ $labels.job }}: {{ $value }} records wait, and nothing is committed.',
    runbook: 'no-commits',
  },
  {
    name: 'RestoreStuck',
    severity: 'critical',
    expr: `sum by (job, instance) (millrace_restore_remaining_records) > 0 and ${restored} == 0`,
    signals: [restored],
    for: '5m',
    summary: '{{ $labels.instance }} has {{ $value }} changelog records to replay, and replays none.',
    runbook: 'restore-stuck',
  },
  bounded({
    name: 'StandbyBehind',
    severity: 'warning',
    signal: 'max by (job, instance, store) (millrace_standby_behind_seconds)',
    fires: '> 300',
    for: '5m',
    summary:
      'The copy of {{ $labels.store }} on {{ $labels.instance }} is {{ $value | humanizeDuration }} behind.',
    runbook: 'restore-stuck',
  }),
  bounded({
    name: 'LatencyHigh',
    severity: 'warning',
    signal:
      'histogram_quantile(0.99, sum by (job, le) (rate(millrace_end_to_end_latency_seconds_bucket{topic="consultation.created"}[5m])))',
    fires: '> 2',
    for: '10m',
    summary: 'One in a hundred commands takes {{ $value | humanizeDuration }} to its consultation’s commit.',
    runbook: 'latency-high',
  }),
  bounded({
    name: 'TransactionsGivenUp',
    severity: 'warning',
    signal: 'sum by (job, instance) (increase(millrace_recoveries_total[15m]))',
    fires: '> 5',
    for: '0m',
    summary: '{{ $labels.instance }} gave up {{ $value | humanize }} transactions in a quarter of an hour.',
    runbook: 'transactions-given-up',
  }),
  {
    name: 'DeadLetters',
    severity: 'warning',
    expr: grown('millrace_failures_total{response="dead-letter"}', '15m', 'job, topic, error'),
    signals: [],
    for: '0m',
    summary:
      '{{ $value | humanize }} records of {{ $labels.topic }} could not be processed: {{ $labels.error }}.',
    runbook: 'dead-letters',
  },
  bounded({
    name: 'IntakePaused',
    severity: 'critical',
    signal: 'millrace_paused',
    fires: '== 1',
    for: '0m',
    summary: '{{ $labels.instance }} takes nothing in: {{ $labels.reason }}.',
    runbook: 'disk-low',
  }),
  bounded({
    name: 'DiskFills',
    severity: 'warning',
    signal: 'millrace_disk_free_bytes / millrace_disk_low_bytes',
    fires: '< 2',
    for: '10m',
    summary: 'The disk of {{ $labels.instance }} is nearly as full as makes intake pause.',
    runbook: 'disk-low',
  }),
  {
    name: 'StoreDifferent',
    severity: 'critical',
    expr: 'millrace_store_scan_timestamp_seconds{outcome="different"}',
    signals: [],
    for: '0m',
    summary: 'Rows of {{ $labels.store }}, partition {{ $labels.partition }}, are not those of their hash.',
    runbook: 'store-different',
  },
  bounded({
    name: 'DatabaseStalled',
    severity: 'critical',
    signal: 'millrace_database_write_stopped',
    fires: '== 1',
    for: '1m',
    summary: 'The database of {{ $labels.instance }} takes no writes.',
    runbook: 'database-stalled',
  }),
  bounded({
    name: 'DatabaseErrors',
    severity: 'critical',
    signal: 'millrace_database_background_errors_total',
    fires: '> 0',
    for: '0m',
    summary: 'The database of {{ $labels.instance }} had errors in its own work.',
    runbook: 'database-stalled',
  }),
  bounded({
    name: 'NoLiveGeneration',
    severity: 'critical',
    signal: 'max by (job) (generation_live)',
    fires: '== 0',
    for: '1m',
    summary: 'No instance of {{ $labels.job }} is of the live generation: nobody answers.',
    runbook: 'no-live-generation',
  }),
]
