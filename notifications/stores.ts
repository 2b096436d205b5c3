import { json, keyValueStore, text } from 'millrace'
import type { DueRow } from './dueRow.ts'
import type { QueueRow } from './queueRow.ts'
import { type SettledRow, settledTtlMs } from './settledRow.ts'

/** The worker's stores: a queue a recipient, an index of them by time, and what is done with. */
export const stores = {
  queues: keyValueStore({ name: 'queues', key: text, value: json<QueueRow>() }),
  due: keyValueStore({ name: 'due', key: text, value: json<DueRow>() }),
  settled: keyValueStore({ name: 'settled', key: text, value: json<SettledRow>(), ttlMs: settledTtlMs }),
} as const
