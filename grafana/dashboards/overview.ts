import { dashboard } from '../parts/dashboard.ts'
import { grown } from '../parts/grown.ts'
import { series } from '../parts/series.ts'
import { stat } from '../parts/stat.ts'
import { table } from '../parts/table.ts'
import { timeline } from '../parts/timeline.ts'
import { job } from '../parts/variables.ts'
import { stateColours, stateExpr, stateWords } from './state.ts'
import { uids } from './uids.ts'

const of = 'job="$job"'
const endToEnd = (share: number) =>
  `histogram_quantile(${share}, sum by (le) (rate(millrace_end_to_end_latency_seconds_bucket{${of},topic="consultation.created"}[$__rate_interval])))`
const answers = (share: number) =>
  `histogram_quantile(${share}, sum by (le) (rate(http_request_duration_seconds_bucket{${of}}[$__rate_interval])))`

/** Whether all is well, and where to look when it is not. */
export const overview = dashboard({
  uid: uids.overview,
  title: 'Cabinet: overview',
  description: 'Whether all is well, and where to look when it is not.',
  variables: [job],
  rows: {
    Now: [
      stat({
        title: 'Instances running',
        description:
          'Instances in the state RUNNING. Fewer than were started: one is restoring, or gone; look at “Instances” below.',
        unit: 'short',
        width: 4,
        queries: { running: `sum(millrace_state{${of},state="RUNNING"})` },
        thresholds: ['red', [1, 'green']],
        more: uids.instance,
      }),
      stat({
        title: 'Alerts',
        description: 'Alerts that fire now; the table below names them. Each names its runbook.',
        unit: 'short',
        width: 4,
        queries: { firing: 'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)' },
        thresholds: ['green', [1, 'red']],
      }),
      stat({
        title: 'Records behind',
        description:
          'Records in the input and repartition topics that were not processed yet. Near 0 unless a backlog is worked off.',
        unit: 'short',
        width: 4,
        queries: { records: `sum(millrace_input_lag_records{${of}})` },
        thresholds: ['green', [10_000, 'orange'], [100_000, 'red']],
        more: uids.streams,
      }),
      stat({
        title: 'Accepted to committed, p99',
        description:
          'Time from a command’s acceptance to the commit that made its consultation visible, of 99 in 100.',
        unit: 's',
        width: 4,
        queries: { p99: endToEnd(0.99) },
        thresholds: ['green', [1, 'orange'], [2, 'red']],
        more: uids.streams,
      }),
      stat({
        title: 'Requests failed',
        description: 'Share of the HTTP requests that were answered 500 or above.',
        unit: 'percentunit',
        width: 4,
        queries: {
          share: `(sum(rate(http_request_duration_seconds_count{${of},status=~"5.."}[$__rate_interval])) or vector(0)) / sum(rate(http_request_duration_seconds_count{${of}}[$__rate_interval]))`,
        },
        thresholds: ['green', [0.01, 'orange'], [0.05, 'red']],
        more: uids.instance,
      }),
      stat({
        title: 'Dead letters, last hour',
        description:
          'Records that could not be processed and lie in the dead-letter topic: npx cabinet dlq list.',
        unit: 'short',
        width: 4,
        queries: {
          records: `${grown(`millrace_failures_total{${of},response="dead-letter"}`, '1h')} or vector(0)`,
        },
        thresholds: ['green', [1, 'orange'], [100, 'red']],
        more: uids.streams,
      }),
    ],
    Work: [
      series({
        title: 'Records in and out',
        description:
          'Records that were taken from all input topics, and records that were committed to all output topics, a second.',
        unit: 'cps',
        width: 8,
        queries: {
          in: `sum(rate(millrace_records_consumed_total{${of}}[$__rate_interval]))`,
          out: `sum(rate(millrace_records_produced_total{${of}}[$__rate_interval]))`,
        },
        more: uids.streams,
      }),
      series({
        title: 'Accepted to committed',
        description: 'Time from a command’s acceptance to the commit of its consultation.',
        unit: 's',
        width: 8,
        queries: { p50: endToEnd(0.5), p95: endToEnd(0.95), p99: endToEnd(0.99) },
        more: uids.streams,
      }),
      series({
        title: 'Records behind, by input',
        description:
          'Records that were not processed yet. What grows for minutes takes in more than it can do.',
        unit: 'short',
        width: 8,
        stacked: true,
        queries: { '{{topic}}': `sum by (topic) (millrace_input_lag_records{${of}})` },
        more: uids.streams,
      }),
      series({
        title: 'Requests by status',
        description: 'HTTP requests that were answered, a second.',
        unit: 'reqps',
        width: 12,
        stacked: true,
        queries: {
          '{{status}}': `sum by (status) (rate(http_request_duration_seconds_count{${of}}[$__rate_interval]))`,
        },
        more: uids.instance,
      }),
      series({
        title: 'Time of an answer',
        description:
          'From a request’s arrival to the end of its answer. Queries that wait for their command’s effect are among them.',
        unit: 's',
        width: 12,
        queries: { p50: answers(0.5), p95: answers(0.95), p99: answers(0.99) },
        more: uids.instance,
      }),
    ],
    Trouble: [
      timeline({
        title: 'Instances',
        description: 'The state of each. What is not running does not process.',
        unit: 'short',
        width: 12,
        queries: { '{{instance}}': stateExpr(of) },
        thresholds: stateColours,
        words: stateWords,
        more: uids.instance,
      }),
      table({
        title: 'Alerts that fire',
        description:
          'Name, severity and what each is about. Watchdog always fires: it shows that alerts are computed. Runbooks: docs/runbooks.',
        unit: 'short',
        width: 12,
        queries: { alert: 'ALERTS{alertstate="firing"}' },
        without: ['alertstate', 'Value'],
      }),
      series({
        title: 'Records that failed',
        description: 'By what became of them: dead-letter, skip, fail.',
        unit: 'cps',
        width: 12,
        queries: {
          '{{response}} at {{stage}}': `sum by (response, stage) (rate(millrace_failures_total{${of}}[$__rate_interval]))`,
        },
        more: uids.streams,
      }),
      series({
        title: 'Transactions given up',
        description:
          'Recoveries: each repeats about a second of work. A few while brokers restart are nothing.',
        unit: 'cps',
        width: 12,
        queries: {
          recoveries: `sum(rate(millrace_recoveries_total{${of}}[$__rate_interval]))`,
          'aborts of what had something in it': `sum(rate(millrace_transaction_aborts_total{${of}}[$__rate_interval]))`,
        },
        more: uids.streams,
      }),
    ],
  },
})
