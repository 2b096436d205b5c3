import { partitionForKey } from 'millrace/wire'
import type { InputPartition, InputRecord } from '../inputLog.ts'

export const partitions = 3

export interface Written {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
  readonly headers?: InputRecord['headers']
}

/** A log as a cluster would have it, of records in the order in which they were written. */
export function memoryLog(records: readonly Written[]): readonly InputPartition[] {
  const lists = new Map<string, InputRecord[]>()
  for (const { topic, key, headers = [], ...record } of records) {
    const partition = key === null ? 0 : partitionForKey(key, partitions)
    const id = `${topic} ${partition}`
    const list = lists.get(id) ?? []
    lists.set(id, list)
    list.push({ ...record, topic, key, headers, partition, offset: list.length })
  }
  return [...lists.values()].map(list => ({
    topic: list[0]!.topic,
    partition: list[0]!.partition,
    begin: 0,
    end: list.length,
    async *read() {
      yield* list
    },
  }))
}
