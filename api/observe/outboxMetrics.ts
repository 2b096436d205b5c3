import { Counter, Gauge, type Registry } from 'prom-client'
import type { ApiOptions } from '../apiOptions.ts'
import type { OutboxStatus } from '../outbox/commandOutbox.ts'

/** What the outbox has, read at each scrape. */
export function outboxMetrics(outbox: NonNullable<ApiOptions['outbox']>, registry: Registry): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: (status: OutboxStatus) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(outbox.status()))
      },
    })
  const counter = (name: string, help: string, read: (totals: OutboxStatus['totals']) => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read(outbox.status().totals))
      },
    })
  gauge('cabinet_outbox_records', 'Commands that wait to be published', ({ records }) => records)
  gauge('cabinet_outbox_records_limit', 'Commands that may wait', ({ maxRecords }) => maxRecords)
  gauge('cabinet_outbox_bytes', 'Bytes of the outbox’s files', ({ bytes }) => bytes)
  gauge('cabinet_outbox_bytes_limit', 'Bytes that they may have', ({ maxBytes }) => maxBytes)
  gauge(
    'cabinet_outbox_oldest_timestamp_seconds',
    'Event time of the oldest that waits; 0: none',
    ({ oldest }) => (oldest === null ? 0 : oldest / 1000),
  )
  counter('cabinet_outbox_kept_total', 'Commands kept', totals => totals.kept)
  counter('cabinet_outbox_sent_total', 'Commands published from the outbox', totals => totals.sent)
  counter('cabinet_outbox_refused_total', 'Commands that it did not take', totals => totals.refused)
}
