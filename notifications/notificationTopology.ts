import { type Header, json, type Serde, StreamsBuilder, type Topology, text } from 'millrace'
import { createDecoder } from '../events/decode.ts'
import { deadLetterTopic } from '../events/topics.ts'
import type { Report } from './report.ts'
import { type DeadLetter, takeReport, takeRequest } from './steps.ts'

/** Where dispatchers report: one topic an application, key = recipient, as many partitions as the requests have. */
export const reportTopic = (applicationId: string): string => `${applicationId}-reports`

export const requestTopic = 'notification.requested'

/**
 * The worker's dataflow: one subtopology, and a function of its two topics alone.
 *
 *     notification.requested ─▶┌─────────┐
 *                              │ queues  │─▶ cabinet.dlq
 *             reports ────────▶└─────────┘
 *                ▲                  │ committed rows
 *                └── dispatcher ◀───┘ claims what is due, sends it, reports
 *
 * `maxAgeMs`: after how long a request is not sent any more.
 */
export function notificationTopology(applicationId: string, maxAgeMs: number): Topology {
  const builder = new StreamsBuilder()
  const raw = { key: text as Serde<string | null>, value: text as Serde<string | null> }
  builder.stream(requestTopic, { ...raw, name: 'requests' }).process(takeRequest(createDecoder(), maxAgeMs))
  builder
    .stream(reportTopic(applicationId), { key: text, value: json<Report>(), name: 'reports' })
    .process(takeReport)
    .to(deadLetterTopic, {
      name: 'dead-letters',
      key: text,
      value: recordValue,
      headers: ({ value }) => headersOf(value),
    })
  return builder.build()
}

const recordValue: Serde<DeadLetter> = {
  format: 'text',
  serialize: ({ request }) => request.record.value,
  deserialize: () => {
    throw new Error('Dead letters are not read back')
  },
}

/** The record's own, and then what the engine says of other dead letters. */
function headersOf({ request: { record }, code, message, task }: DeadLetter): readonly Header[] {
  const told = {
    'dlq.topic': record.topic,
    'dlq.partition': String(record.partition),
    'dlq.offset': String(record.offset),
    'dlq.timestamp': String(record.timestamp),
    'dlq.stage': 'send',
    'dlq.task': task,
    'dlq.error': code,
    'dlq.message': message.slice(0, 1_000),
  }
  return [
    ...record.headers.map(([key, value]) => ({
      key,
      value: value === null ? null : Buffer.from(value, 'base64'),
    })),
    ...Object.entries(told).map(([key, value]) => ({ key, value: Buffer.from(value) })),
  ]
}
