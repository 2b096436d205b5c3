import { dashboard } from '../parts/dashboard.ts'
import { series } from '../parts/series.ts'
import { stat } from '../parts/stat.ts'
import { uids } from './uids.ts'

const perMinute = (topics: string) =>
  `sum by (topic) (rate(millrace_records_produced_total{job="cabinet",topic=~"${topics}"}[$__rate_interval])) * 60`
const statut = '{{statut}}'

/** What happens in the practice. */
export const practice = dashboard({
  uid: uids.practice,
  title: 'Cabinet: the practice',
  description:
    'Patients, rendezvous, consultations and money; commands on their way in, notifications on their way out.',
  variables: [],
  rows: {
    'The books': [
      stat({
        title: 'Patients',
        description: 'Known and not erased.',
        unit: 'short',
        width: 4,
        queries: { patients: 'sum(cabinet_patients)' },
      }),
      stat({
        title: 'Consultations',
        description: 'That follow from accepted rendezvous.',
        unit: 'short',
        width: 4,
        queries: { consultations: 'sum(cabinet_consultations)' },
      }),
      stat({
        title: 'Invoiced',
        description: 'Of invoices that were not cancelled, in the practice’s currency.',
        unit: 'currency:',
        width: 4,
        queries: { invoiced: 'sum(cabinet_invoiced_amount)' },
      }),
      stat({
        title: 'Received',
        description: 'Payments, in the practice’s currency.',
        unit: 'currency:',
        width: 4,
        queries: { paid: 'sum(cabinet_paid_amount)' },
      }),
      stat({
        title: 'Unpaid',
        description: 'Invoiced and not received, in the practice’s currency.',
        unit: 'currency:',
        width: 4,
        queries: { unpaid: 'sum(cabinet_unpaid_amount)' },
      }),
      stat({
        title: 'Share unpaid',
        description: 'Of all that was invoiced.',
        unit: 'percentunit',
        width: 4,
        queries: { share: 'sum(cabinet_unpaid_amount) / sum(cabinet_invoiced_amount)' },
        thresholds: ['green', [0.3, 'orange'], [0.6, 'red']],
      }),
      series({
        title: 'Rendezvous by statut',
        description: 'How all rendezvous stand. Many that wait: patients or médecins are missing.',
        unit: 'short',
        width: 12,
        stacked: true,
        queries: { [statut]: 'sum by (statut) (cabinet_rendezvous)' },
      }),
      series({
        title: 'Money',
        description: 'Invoiced, received and unpaid, in the practice’s currency.',
        unit: 'currency:',
        width: 12,
        queries: {
          invoiced: 'sum(cabinet_invoiced_amount)',
          received: 'sum(cabinet_paid_amount)',
          unpaid: 'sum(cabinet_unpaid_amount)',
        },
      }),
    ],
    Happenings: [
      series({
        title: 'Decided, a minute',
        description:
          'What the cabinet committed: rendezvous accepted, refused and moved, consultations, and so on, by topic.',
        unit: 'cpm',
        width: 12,
        queries: { '{{topic}}': perMinute('(rendezvous|consultation|creneau|notification)[.].*') },
      }),
      series({
        title: 'Invoices, a minute',
        description: 'What became of invoices, by topic.',
        unit: 'cpm',
        width: 12,
        queries: { '{{topic}}': perMinute('facture[.].*') },
      }),
    ],
    'Commands on their way in': [
      series({
        title: 'Commands by route',
        description: 'POST requests that were answered, a second.',
        unit: 'reqps',
        width: 12,
        queries: {
          '{{route}}':
            'sum by (route) (rate(http_request_duration_seconds_count{method="POST"}[$__rate_interval]))',
        },
      }),
      series({
        title: 'Outbox',
        description:
          'Commands that wait on the disk for Kafka, and how many may (OUTBOX=1). 0 unless Kafka is away.',
        unit: 'short',
        width: 6,
        queries: {
          waiting: 'sum(cabinet_outbox_records)',
          'may wait': 'sum(cabinet_outbox_records_limit)',
        },
      }),
      series({
        title: 'Through the outbox',
        description: 'Commands kept, sent from there, and refused because it was full.',
        unit: 'cps',
        width: 6,
        queries: {
          kept: 'sum(rate(cabinet_outbox_kept_total[$__rate_interval]))',
          sent: 'sum(rate(cabinet_outbox_sent_total[$__rate_interval]))',
          refused: 'sum(rate(cabinet_outbox_refused_total[$__rate_interval]))',
        },
      }),
    ],
    'Notifications on their way out': [
      series({
        title: 'Notifications',
        description:
          'Sent; nothing to send any more; tries that failed, of which the final ones are dead letters; sent perhaps twice.',
        unit: 'cps',
        width: 12,
        queries: {
          sent: 'sum(rate(notification_sent_total[$__rate_interval]))',
          'nothing to send': 'sum(rate(notification_nothing_total[$__rate_interval])) or vector(0)',
          'failed tries': 'sum(rate(notification_failed_total[$__rate_interval])) or vector(0)',
          'in doubt': 'sum(rate(notification_doubtful_total[$__rate_interval]))',
        },
      }),
      series({
        title: 'Recipients that wait',
        description: 'Recipients for whom something waits: to be sent now, or for another try.',
        unit: 'short',
        width: 6,
        queries: { recipients: 'sum(notification_waiting_recipients)' },
      }),
      series({
        title: 'Time of a try',
        description: 'Looking up the address and handing the notification to its channel.',
        unit: 's',
        width: 6,
        queries: {
          p50: 'histogram_quantile(0.5, sum by (le) (rate(notification_try_duration_seconds_bucket[$__rate_interval])))',
          p99: 'histogram_quantile(0.99, sum by (le) (rate(notification_try_duration_seconds_bucket[$__rate_interval])))',
        },
      }),
    ],
    'Who looks': [
      series({
        title: 'Clients of the feed',
        description: 'Connected now, and what they follow.',
        unit: 'short',
        width: 12,
        queries: {
          clients: 'sum(cabinet_flux_clients)',
          subscriptions: 'sum(millrace_feed_subscriptions)',
          'told all there is': 'sum(millrace_feed_live)',
        },
      }),
      series({
        title: 'Audit trail',
        description:
          'Lines written to the audit trail, and lines lost because too many waited: those must be none.',
        unit: 'cps',
        width: 12,
        queries: {
          '{{outcome}}': 'sum by (outcome) (rate(cabinet_audit_trail_lines_total[$__rate_interval]))',
        },
      }),
    ],
  },
})
