import { grown } from '../parts/grown.ts'
import { type Alert, bounded } from './alert.ts'

const oldest = 'cabinet_outbox_oldest_timestamp_seconds'

/** The cabinet's own: commands, notifications, the audit trail, the feed. */
export const cabinetAlerts: readonly Alert[] = [
  bounded({
    name: 'OutboxFills',
    severity: 'critical',
    signal: 'cabinet_outbox_records / cabinet_outbox_records_limit',
    fires: '> 0.5',
    for: '1m',
    summary: 'The outbox of {{ $labels.instance }} is full to {{ $value | humanizePercentage }}.',
    runbook: 'outbox',
  }),
  {
    name: 'OutboxWaits',
    severity: 'warning',
    expr: `time() - (${oldest} > 0) > 300`,
    signals: [oldest],
    for: '1m',
    summary: 'A command waits in the outbox of {{ $labels.instance }} for {{ $value | humanizeDuration }}.',
    runbook: 'outbox',
  },
  bounded({
    name: 'AuditTrailLost',
    severity: 'critical',
    signal: 'increase(cabinet_audit_trail_lines_total{outcome="lost"}[15m])',
    fires: '> 0',
    for: '0m',
    summary: '{{ $value | humanize }} lines of the audit trail of {{ $labels.instance }} were lost.',
    runbook: 'audit-trail-lost',
  }),
  {
    name: 'NotificationsFail',
    severity: 'warning',
    expr: grown('notification_failed_total{final="true"}', '30m', 'job, channel, error'),
    signals: [],
    for: '0m',
    summary:
      '{{ $value | humanize }} notifications were given up ({{ $labels.channel }}: {{ $labels.error }}).',
    runbook: 'notifications-fail',
  },
  bounded({
    name: 'FeedBehind',
    severity: 'warning',
    signal: 'max by (job, instance) (millrace_feed_behind_seconds)',
    fires: '> 60',
    for: '5m',
    summary:
      'Clients of the feed at {{ $labels.instance }} see what was {{ $value | humanizeDuration }} ago.',
    runbook: 'feed-behind',
  }),
]
