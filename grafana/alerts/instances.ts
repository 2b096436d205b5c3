import { type Alert, bounded } from './alert.ts'

const ofApplication = 'job=~"cabinet|notifications"'

/** Processes: there, running, answering. */
export const instanceAlerts: readonly Alert[] = [
  bounded({
    name: 'NobodyAnswers',
    severity: 'critical',
    signal: '(sum(up{job="cabinet"}) or vector(0))',
    fires: '== 0',
    for: '1m',
    summary: 'No instance of the cabinet answers.',
    runbook: 'instance-down',
  }),
  bounded({
    name: 'InstanceDown',
    severity: 'warning',
    signal: `up{${ofApplication}}`,
    fires: '== 0',
    for: '5m',
    summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer.',
    runbook: 'instance-down',
  }),
  bounded({
    name: 'InstanceFailed',
    severity: 'critical',
    signal: 'millrace_state{state="ERROR"}',
    fires: '== 1',
    for: '1m',
    summary: '{{ $labels.job }} at {{ $labels.instance }} has ended with an error.',
    runbook: 'instance-failed',
  }),
  bounded({
    name: 'InstanceNotRunning',
    severity: 'warning',
    signal: 'millrace_state{state="RUNNING"}',
    fires: '== 0',
    for: '15m',
    summary: '{{ $labels.job }} at {{ $labels.instance }} has not been running for a quarter of an hour.',
    runbook: 'instance-failed',
  }),
  bounded({
    name: 'RequestsFail',
    severity: 'critical',
    signal:
      '((sum by (job) (rate(http_request_duration_seconds_count{status=~"5.."}[5m])) or 0 * sum by (job) (rate(http_request_duration_seconds_count[5m]))) / sum by (job) (rate(http_request_duration_seconds_count[5m])))',
    fires: '> 0.05',
    for: '5m',
    summary: '{{ $value | humanizePercentage }} of the requests are answered 500 or above.',
    runbook: 'requests-fail',
  }),
  bounded({
    name: 'AnswersSlow',
    severity: 'warning',
    signal:
      'histogram_quantile(0.99, sum by (job, le) (rate(http_request_duration_seconds_bucket{method="GET"}[5m])))',
    fires: '> 1',
    for: '10m',
    summary: 'One in a hundred queries takes more than {{ $value | humanizeDuration }}.',
    runbook: 'answers-slow',
  }),
  bounded({
    name: 'EventLoopBlocked',
    severity: 'warning',
    signal: `nodejs_eventloop_lag_p99_seconds{${ofApplication}}`,
    fires: '> 0.5',
    for: '10m',
    summary: '{{ $labels.job }} at {{ $labels.instance }} is late by {{ $value | humanizeDuration }}.',
    runbook: 'answers-slow',
  }),
]
