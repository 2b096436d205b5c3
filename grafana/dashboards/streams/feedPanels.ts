import { series } from '../../parts/series.ts'
import { of } from './of.ts'

const rate = (metric: string) => `sum(rate(${metric}{${of}}[$__rate_interval]))`

export const feedPanels = [
  series({
    title: 'Behind the log',
    description: 'Time since each topic that somebody follows was last known to be read whole.',
    unit: 's',
    width: 8,
    queries: { '{{topic}}': `max by (topic) (millrace_feed_behind_seconds{${of}})` },
    thresholds: ['green', [10, 'orange'], [60, 'red']],
  }),
  series({
    title: 'Records not read yet',
    description: 'Committed offsets of each topic that somebody follows.',
    unit: 'short',
    width: 8,
    queries: { '{{topic}}': `sum by (topic) (millrace_feed_lag{${of}})` },
  }),
  series({
    title: 'Sent',
    description: 'Bytes of frames to clients, a second.',
    unit: 'Bps',
    width: 8,
    queries: { bytes: rate('millrace_feed_sent_bytes_total') },
  }),
  series({
    title: 'Subscriptions',
    description:
      'Begun, resumed with a token, and snapshots begun, a second. Many snapshots: tokens are too old (FLUX_WINDOW_MS).',
    unit: 'cps',
    width: 8,
    queries: {
      begun: rate('millrace_feed_subscribed_total'),
      resumed: rate('millrace_feed_resumed_total'),
      snapshots: rate('millrace_feed_snapshots_total'),
    },
  }),
  series({
    title: 'Clients that do not keep up',
    description:
      'Outran, conflated (changes left out for newer ones), ended for being slow, ended because the view could not be read.',
    unit: 'cps',
    width: 8,
    queries: {
      outran: rate('millrace_feed_outran_total'),
      conflated: rate('millrace_feed_conflated_total'),
      'ended for it': rate('millrace_feed_closed_slow_total'),
      failed: rate('millrace_feed_failed_total'),
    },
  }),
  series({
    title: 'Memory of the feed',
    description: 'Changes kept for those who are behind, and bytes that clients have not taken.',
    unit: 'bytes',
    width: 8,
    queries: {
      changes: `sum(millrace_feed_ring_bytes{${of}})`,
      'not taken': `sum(cabinet_flux_queued_bytes{${of}})`,
    },
  }),
]
