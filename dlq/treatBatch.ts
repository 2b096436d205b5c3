import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { inTransaction, type PlacedRecord } from './inTransaction.ts'
import type { FoundLetter } from './letterScan.ts'
import { replayRecord } from './replayRecord.ts'
import { runsOf, type Treatment, type TreatmentRecord, type Treatments } from './treatments.ts'

export interface BatchContext {
  readonly kafka: Kafka
  readonly transactionalId: string
  readonly treatments: Treatments
  readonly treatmentTopic: string
  /** Of the topic that the letters lie in. */
  readonly topicId: string
  /** Also letters that were treated before. */
  readonly force: boolean
}

/** Markers of a transaction come a moment after its end. */
const visibleWithinMs = 5_000

/** Treats letters in one transaction; resolves when that can be read. */
export async function treatBatch(
  action: Treatment['action'],
  letters: readonly FoundLetter[],
  { kafka, transactionalId, treatments, treatmentTopic, topicId, force }: BatchContext,
): Promise<{ readonly done: number; readonly already: number }> {
  const batch = randomUUID()
  const { left, ...result } = await inTransaction(kafka, transactionalId, async () => {
    await treatments.catchUp(topicId)
    let [done, already] = [0, 0]
    const left = letters.filter(({ letter }) => {
      const before = treatments.of(letter)
      // An attempt whose answer was lost had done it.
      const isOurs = before?.batch === batch
      if (isOurs) done++
      else if (before && !force) already++
      return !isOurs && (before === null || force)
    })
    const result = { left, done: done + left.length, already }
    if (left.length === 0) return { records: [], result }
    const mark: TreatmentRecord = {
      v: 1,
      batch,
      action,
      at: Date.now(),
      topicId,
      letters: runsOf(left.map(({ letter, previous }) => ({ ...letter, previous }))),
    }
    const replays = action === 'replayed' ? left.map(({ letter }) => replayRecord(letter)) : []
    return { records: [...replays, recordOf(treatmentTopic, mark)], result }
  })
  for (let waited = 0; waited < visibleWithinMs; waited += 20) {
    if (left.every(({ letter }) => treatments.of(letter)?.batch === batch)) break
    await setTimeout(20)
    await treatments.catchUp(topicId)
  }
  return result
}

const recordOf = (topic: string, mark: TreatmentRecord): PlacedRecord => ({
  topic,
  partition: 0,
  key: mark.batch,
  value: JSON.stringify(mark),
  timestamp: mark.at,
  headers: [],
})
