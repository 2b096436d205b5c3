import type { Feed, FeedStatus } from 'millrace'
import type { Registry } from 'prom-client'
import type { FluxClients } from '../flux/fluxClients.ts'
import { scraped } from './scraped.ts'

/** How the feed is, read at each scrape. */
export function feedMetrics(
  feed: Pick<Feed, 'status'>,
  clients: Pick<FluxClients, 'size' | 'queued'>,
  registry: Registry,
): void {
  const { counter, gauge, gaugeBy } = scraped(registry)
  const status = () => feed.status()
  gauge('cabinet_flux_clients', 'Clients of the feed that are connected', () => clients.size)
  gauge('cabinet_flux_queued_bytes', 'Bytes that they have not taken', () => clients.queued)
  gauge('millrace_feed_subscriptions', 'Subscriptions of the feed', () => status().subscriptions)
  gauge('millrace_feed_live', 'Of them those that have been told all there is', () => status().live)
  gauge('millrace_feed_ring_bytes', 'Changes in memory for those who are behind', () => status().ringBytes)
  const perTopic = (name: string, help: string, read: (tail: FeedStatus['tails'][number]) => number) =>
    gaugeBy(name, help, ['topic'], put => {
      for (const tail of status().tails) put({ topic: tail.topic }, read(tail))
    })
  perTopic(
    'millrace_feed_lag',
    'Committed offsets of a followed topic that were not read yet',
    tail => tail.lag,
  )
  perTopic(
    'millrace_feed_behind_seconds',
    'Time since a followed topic was last known to be read whole',
    tail => tail.behindMs / 1000,
  )
  counter('millrace_feed_subscribed_total', 'Subscriptions begun', () => status().subscribed)
  counter('millrace_feed_resumed_total', 'Subscriptions resumed with a token', () => status().resumed)
  counter('millrace_feed_snapshots_total', 'Snapshots begun', () => status().snapshots)
  counter('millrace_feed_sent_bytes_total', 'Bytes of frames sent', () => status().sentBytes)
  counter('millrace_feed_outran_total', 'Times that a client did not keep up', () => status().outran)
  counter(
    'millrace_feed_conflated_total',
    'Changes left out for newer ones of the same row',
    () => status().conflated,
  )
  counter(
    'millrace_feed_closed_slow_total',
    'Subscriptions ended because the client was slow',
    () => status().closedSlow,
  )
  counter(
    'millrace_feed_failed_total',
    'Subscriptions ended because the view could not be read',
    () => status().failed,
  )
}
