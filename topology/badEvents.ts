import type { FailureHandlers } from 'millrace'
import { BadEvent } from '../events/badEvent.ts'

/**
 * For tests and for work on the cabinet: records that are no events of ours go to cabinet.dlq; anything else that a step
 * throws is a mistake of ours and stops the run at its record. In service every failure goes to cabinet.dlq instead
 * (cli/cabinetApp.ts): one record must not stop a practice, and a dead letter is counted, kept and can be replayed.
 */
export const badEventsToDeadLetters: FailureHandlers = {
  deserialize: () => 'dead-letter',
  process: ({ error }) => (error instanceof BadEvent ? 'dead-letter' : 'fail'),
}
