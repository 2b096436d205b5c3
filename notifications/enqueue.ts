import type { QueueRow } from './queueRow.ts'
import type { Request } from './request.ts'

/** Waiting for one recipient at most; what comes then goes to the dead letters. */
export const queueLimit = 50
/** A larger record is no notification. */
export const requestBytes = 8_192

/** A request that is not taken; its record goes to the dead letters. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: 'QUEUE_FULL' | 'REQUEST_TOO_LARGE' | 'WRONG_KEY'

  constructor(code: RequestRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The queue after one more request; null when it waits already. What is too old beside it is left out: it would not be sent
 * any more, and a log that is read from its beginning must not fill the queue. Throws RequestRefused for one too many.
 */
export function enqueue(queue: QueueRow | undefined, request: Request, maxAgeMs: number): QueueRow | null {
  if (queue?.waiting.some(({ eventId }) => eventId === request.eventId)) return null
  const before = queue?.waiting ?? []
  const isBeingSent = (index: number) => index === 0 && queue?.claim !== null
  const kept = before.filter(
    (each, index) => each.isReplay || each.time >= request.time - maxAgeMs || isBeingSent(index),
  )
  if (kept.length >= queueLimit)
    throw new RequestRefused('QUEUE_FULL', `${queueLimit} notifications wait for this recipient already`)
  const waiting = [...kept, request]
  const [first] = waiting as [Request, ...Request[]]
  if (queue && first === before[0]) return { ...queue, waiting }
  return { v: 1, waiting, tries: 0, due: first.time, claim: null, isDoubtful: false }
}
