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

/** The queue after one more request; null when it waits already. Throws RequestRefused for one too many. */
export function enqueue(queue: QueueRow | undefined, request: Request): QueueRow | null {
  if (queue === undefined)
    return { v: 1, waiting: [request], tries: 0, due: request.time, claim: null, isDoubtful: false }
  if (queue.waiting.some(({ eventId }) => eventId === request.eventId)) return null
  if (queue.waiting.length >= queueLimit)
    throw new RequestRefused('QUEUE_FULL', `${queueLimit} notifications wait for this recipient already`)
  return { ...queue, waiting: [...queue.waiting, request] }
}
