import type { OutboxEntry } from '../outbox/outboxEntry.ts'
import { OutboxUnable } from '../outbox/outboxUnable.ts'
import { kafkaAway, problem } from '../problems.ts'
import type { Position, PublishedRecord } from './publisher.ts'
import { isKafkas } from './publishRefused.ts'

/** What became of a command: it lies in Kafka, or on this machine's disk until Kafka is back. */
export type Dispatched =
  | ({ readonly status: 'published' } & Position)
  | { readonly status: 'kept'; readonly topic: string; readonly partition: null; readonly offset: null }

export interface DispatchOptions {
  readonly publisher: { publish(records: readonly PublishedRecord[]): Promise<readonly Position[]> }
  readonly outbox: { readonly isEmpty: boolean; keep(entry: OutboxEntry): Promise<void> } | null
  readonly log: { warn(details: object, message: string): void }
}

/**
 * Resolves when all in-sync replicas have the event, or, with an outbox, when it is on the disk. While the outbox has
 * something to send, all commands go through it: so those of one key stay in their order.
 */
export async function dispatch(entry: OutboxEntry, options: DispatchOptions): Promise<Dispatched> {
  const { publisher, outbox, log } = options
  const { record, eventId } = entry
  if (outbox && !outbox.isEmpty) return keep(entry, outbox)
  try {
    const [position] = await publisher.publish([record])
    return { status: 'published', ...position! }
  } catch (error) {
    if (!isKafkas(error)) throw error
    log.warn({ topic: record.topic, eventId, error: error.message }, 'a command was not published')
    if (!outbox) throw kafkaAway(error.message)
    return keep(entry, outbox)
  }
}

async function keep(entry: OutboxEntry, outbox: NonNullable<DispatchOptions['outbox']>): Promise<Dispatched> {
  try {
    await outbox.keep(entry)
  } catch (error) {
    if (!(error instanceof OutboxUnable)) throw error
    throw problem('outbox-unable', error.text, { retryAfterSeconds: 10 })
  }
  return { status: 'kept', topic: entry.record.topic, partition: null, offset: null }
}
