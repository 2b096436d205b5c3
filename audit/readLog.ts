import { type Kafka, partitionsOf, readPartition } from 'millrace/wire'
import { BadEvent } from '../events/badEvent.ts'
import { createDecoder, type DecoderOptions } from '../events/decode.ts'
import type { Told } from './told.ts'

export interface Log {
  readonly told: readonly Told[]
  readonly records: number
  /** Records that are no events; they lie in cabinet.dlq. */
  readonly refused: number
  /** Of ours: no input. */
  readonly own: number
}

/**
 * Every committed record of these topics, from their beginning to where they end now, but for our own. `upTo`: not those from these
 * offsets on; key `${topic}-${partition}`.
 */
export async function readLog(
  kafka: Kafka,
  topics: readonly string[],
  applicationId: string,
  decoding: DecoderOptions,
  upTo: ReadonlyMap<string, number> = new Map(),
): Promise<Log> {
  const decode = createDecoder(decoding)
  const told: Told[] = []
  const log = { records: 0, refused: 0, own: 0 }
  const { topics: found } = await kafka.metadata([...topics])
  const partitions = topics.flatMap(topic => partitionsOf(found.get(topic)))
  const [begins, ends] = [
    await kafka.listOffsets(partitions, 'earliest'),
    await kafka.listOffsets(partitions, 'stable'),
  ]
  const at = (list: typeof ends, of: { topic: string; partition: number }) =>
    list.find(each => each.topic === of.topic && each.partition === of.partition)!.offset
  for (const each of partitions) {
    const end = upTo.get(`${each.topic}-${each.partition}`) ?? at(ends, each)
    for await (const cursor of readPartition(kafka, each, at(begins, each), end)) {
      log.records++
      if (isOwn(cursor.headers(), applicationId)) {
        log.own++
        continue
      }
      try {
        const record = { topic: each.topic, key: cursor.keyText(), value: cursor.valueText() }
        const event = decode({ ...record, timestamp: cursor.timestamp })
        told.push({ event, recordTime: cursor.timestamp })
      } catch (error) {
        if (!(error instanceof BadEvent)) throw error
        log.refused++
      }
    }
  }
  return { told, ...log }
}

function isOwn(headers: readonly { readonly key: string; readonly value: Uint8Array | null }[], id: string) {
  return headers.some(
    ({ key, value }) =>
      key === 'origin' && value !== null && Buffer.from(value).toString().startsWith(`${id}/`),
  )
}
