import type { QueueRow } from './queueRow.ts'
import type { Report } from './report.ts'
import type { Request } from './request.ts'
import type { SettledRow } from './settledRow.ts'

/** What a report makes of a queue. */
export interface Settlement {
  /** Null: nothing waits any more. */
  readonly queue: QueueRow | null
  /** The first is done with. */
  readonly settled: SettledRow | null
  /** The first was given up. */
  readonly deadLetter: Request | null
}

/** Null: the report says nothing new, or nothing true any more. */
export function settle(queue: QueueRow, report: Report): Settlement | null {
  const [first] = queue.waiting
  if (first?.eventId !== report.eventId) return null
  const waiting = queue.waiting.slice(1)
  const rest: QueueRow | null =
    waiting.length > 0 ? { v: 1, waiting, tries: 0, due: report.at, claim: null, isDoubtful: false } : null
  switch (report.kind) {
    case 'claim':
      // Somebody else has it, or it is not due yet.
      if (queue.due > report.at) return null
      return {
        queue: {
          ...queue,
          due: report.until,
          claim: report.claim,
          isDoubtful: queue.isDoubtful || queue.claim !== null,
        },
        settled: null,
        deadLetter: null,
      }
    case 'release':
      if (queue.claim !== report.claim) return null
      return { queue: { ...queue, due: report.at, claim: null }, settled: null, deadLetter: null }
    case 'sent':
    case 'nothing':
      return { queue: rest, settled: { v: 1, outcome: report.kind }, deadLetter: null }
    case 'failed':
      if (queue.claim !== report.claim) return null
      if (report.retryAt === null) return { queue: rest, settled: null, deadLetter: first }
      return {
        queue: { ...queue, tries: report.tries, due: report.retryAt, claim: null },
        settled: null,
        deadLetter: null,
      }
  }
}
