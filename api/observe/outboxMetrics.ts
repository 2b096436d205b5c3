import type { Registry } from 'prom-client'
import type { ApiOptions } from '../apiOptions.ts'
import { scraped } from './scraped.ts'

/** What the outbox has, read at each scrape. */
export function outboxMetrics(outbox: NonNullable<ApiOptions['outbox']>, registry: Registry): void {
  const { counter, gauge } = scraped(registry)
  const status = () => outbox.status()
  gauge('cabinet_outbox_records', 'Commands that wait to be published', () => status().records)
  gauge('cabinet_outbox_records_limit', 'Commands that may wait', () => status().maxRecords)
  gauge('cabinet_outbox_bytes', 'Bytes of the outbox’s files', () => status().bytes)
  gauge('cabinet_outbox_bytes_limit', 'Bytes that they may have', () => status().maxBytes)
  gauge(
    'cabinet_outbox_oldest_timestamp_seconds',
    'Event time of the oldest that waits; 0: none',
    () => (status().oldest ?? 0) / 1000,
  )
  counter('cabinet_outbox_kept_total', 'Commands kept', () => status().totals.kept)
  counter('cabinet_outbox_sent_total', 'Commands published from the outbox', () => status().totals.sent)
  counter('cabinet_outbox_refused_total', 'Commands that it did not take', () => status().totals.refused)
}
