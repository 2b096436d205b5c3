import type { Kafka } from 'millrace'
import { readPartition } from 'millrace/wire'
import type { Treatments } from './treatments.ts'

export interface PurgeReport {
  /** Letters that are gone. */
  readonly deleted: number
  /** False: there were more than one call deletes. */
  readonly isComplete: boolean
}

export interface PurgeOptions {
  readonly kafka: Kafka
  readonly topic: string
  readonly partitions: number
  readonly treatments: Treatments
  /** Letters that one call deletes. */
  readonly bound: number
}

/** Deletes from Kafka what lies before the first open letter of each partition. */
export async function purgeLetters(options: PurgeOptions): Promise<PurgeReport> {
  const { kafka, topic, partitions, treatments, bound } = options
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const begins = await kafka.listOffsets(all, 'earliest')
  const before: { topic: string; partition: number; offset: number }[] = []
  let deleted = 0
  let isComplete = true
  for (const { partition, offset: end } of await kafka.listOffsets(all, 'stable')) {
    const begin = begins.find(each => each.partition === partition)!.offset
    let offset = end
    for await (const cursor of readPartition(kafka, { topic, partition }, begin, end)) {
      if (deleted === bound) isComplete = false
      if (!isComplete || treatments.of({ partition, offset: cursor.offset }) === null) {
        offset = cursor.offset
        break
      }
      deleted++
    }
    if (offset > begin) before.push({ topic, partition, offset })
  }
  if (before.length > 0) await kafka.deleteRecords(before)
  return { deleted, isComplete }
}
