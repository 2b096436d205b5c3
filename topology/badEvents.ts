import type { FailureHandlers } from 'millrace'
import { BadEvent } from '../events/badEvent.ts'

/**
 * Records that are no events of ours go to cabinet.dlq and the stream goes on. Anything else that a step throws is a mistake
 * of ours: it stops the instance, with the record's position, rather than lose what every later record would meet too.
 */
export const badEventsToDeadLetters: FailureHandlers = {
  deserialize: () => 'dead-letter',
  process: ({ error }) => (error instanceof BadEvent ? 'dead-letter' : 'fail'),
}
