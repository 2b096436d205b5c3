import type { KeyValueStore, Processor } from 'millrace'
import type { Decode } from '../events/decode.ts'
import { type DueRow, dueKey } from './dueRow.ts'
import { enqueue, RequestRefused, requestBytes } from './enqueue.ts'
import type { QueueRow } from './queueRow.ts'
import type { Report } from './report.ts'
import type { Request } from './request.ts'
import { settle } from './settle.ts'
import { settledKey } from './settledRow.ts'
import { stores } from './stores.ts'

const { queues, due, settled } = stores
/** On a record that `cabinet dlq replay` sends in again. */
const replayHeader = 'dlq.replay'
const all = { queues, due, settled }

/** notification.requested: puts it at the end of its recipient's queue, unless it was there before. */
export function takeRequest(
  decode: Decode,
  maxAgeMs: number,
): Processor<string | null, string | null, never, never, typeof all> {
  return {
    name: 'take-request',
    stores: all,
    prefetch: ({ key }) => (key === null ? [] : [{ store: 'queues', key }]),
    process({ key, value, timestamp, headers }, { stores: { queues, due, settled }, source }) {
      const event = decode({ topic: source!.topic, key, value, timestamp })
      if (event.type !== 'notification.requested') return
      const { destinataire, canal, modele, donnees } = event.data
      if (key !== destinataire)
        throw new RequestRefused('WRONG_KEY', 'The key must be the destinataire: it keeps his order')
      if (value!.length > requestBytes)
        throw new RequestRefused('REQUEST_TOO_LARGE', `More than ${requestBytes} characters`)
      const { eventId, time } = event
      if (settled.get(settledKey(destinataire, eventId))) return
      const request: Request = {
        eventId,
        time,
        canal,
        modele,
        donnees,
        isReplay: headers.some(each => each.key === replayHeader),
        record: {
          topic: source!.topic,
          partition: source!.partition,
          offset: source!.offset,
          timestamp,
          value: value!,
          headers: headers.map(each => [each.key, each.value && Buffer.from(each.value).toString('base64')]),
        },
      }
      const before = queues.get(destinataire)
      const queue = enqueue(before, request, maxAgeMs)
      if (queue) keep({ queues, due }, destinataire, before, queue)
    },
  }
}

/** A request that was given up, and why. */
export interface DeadLetter {
  readonly request: Request
  readonly code: string
  readonly message: string
  readonly task: string
}

/** What a dispatcher reports: counts if it is about what still waits. */
export const takeReport: Processor<string, Report, string, DeadLetter, typeof all> = {
  name: 'take-report',
  stores: all,
  prefetch: ({ key }) => [{ store: 'queues', key }],
  process({ key: recipient, value: report }, { stores: { queues, due, settled }, forward, partition }) {
    const queue = queues.get(recipient)
    const settlement = queue && settle(queue, report)
    if (!settlement) return
    keep({ queues, due }, recipient, queue, settlement.queue)
    if (settlement.settled) settled.put(settledKey(recipient, report.eventId), settlement.settled)
    const { deadLetter } = settlement
    if (deadLetter === null || report.kind !== 'failed') return
    const { code, message } = report
    forward(
      recipient,
      { request: deadLetter, code, message, task: `notifications_${partition}` },
      { timestamp: deadLetter.record.timestamp },
    )
  },
}

/** Both rows of a queue, in step. */
function keep(
  to: { readonly queues: KeyValueStore<string, QueueRow>; readonly due: KeyValueStore<string, DueRow> },
  recipient: string,
  before: QueueRow | undefined,
  queue: QueueRow | null,
): void {
  if (before) to.due.delete(dueKey(before.due, recipient))
  if (queue === null) {
    to.queues.delete(recipient)
    return
  }
  const [{ eventId, time, isReplay }] = queue.waiting as [Request, ...Request[]]
  to.queues.put(recipient, queue)
  to.due.put(dueKey(queue.due, recipient), { v: 1, recipient, eventId, time, expires: !isReplay })
}
