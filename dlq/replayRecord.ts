import { type DeadLetter, replayHeader } from './deadLetter.ts'
import type { PlacedRecord } from './inTransaction.ts'
import { formatLetterId } from './letterId.ts'
import type { Told } from './treatReport.ts'

/** Why a letter cannot be replayed; null: it can. `partitionsOf`: of a topic that we read; null for any other. */
export function refusalOf(letter: DeadLetter, partitionsOf: (topic: string) => number | null): Told | null {
  const { source, omitted } = letter
  if (source === null)
    return { en: 'it does not say where it came from', fr: 'elle ne dit pas d’où elle vient' }
  const place = `${source.topic}[${source.partition}]@${source.offset}`
  const partitions = partitionsOf(source.topic)
  if (partitions === null)
    return {
      en: `${source.topic} is no topic that the cabinet reads`,
      fr: `${source.topic} n’est pas un topic que le cabinet lit`,
    }
  if (source.partition >= partitions)
    return {
      en: `${source.topic} has no partition ${source.partition} any more`,
      fr: `${source.topic} n’a plus de partition ${source.partition}`,
    }
  if (omitted.length > 0)
    return {
      en: `it was too large to be kept with its ${omitted.join(' and ')}: send it again from ${place}`,
      fr: `elle était trop grande pour être gardée entière (manque : ${omitted.join(', ')}) : renvoyez-la depuis ${place}`,
    }
  return null
}

/** The record as it was, for where it was: same partition, bytes and timestamp. One header more says which letter it is. */
export function replayRecord(letter: DeadLetter): PlacedRecord {
  const { topic, partition } = letter.source!
  const { key, value, timestamp } = letter
  return {
    topic,
    partition,
    key,
    value,
    timestamp,
    headers: [
      // Of the time before, when this is not the first.
      ...letter.headers.filter(header => header.key !== replayHeader),
      { key: replayHeader, value: Buffer.from(formatLetterId(letter)) },
    ],
  }
}

/** Bytes of a letter that is sent again, roughly. */
export function sizeOf({ key, value, headers }: DeadLetter): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0) + 100
  for (const header of headers) bytes += header.key.length + (header.value?.length ?? 0) + 10
  return bytes
}
