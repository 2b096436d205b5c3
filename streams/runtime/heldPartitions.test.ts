import { expect, test } from 'vitest'
import type { SourceNode } from '../graph/node.ts'
import type { FetchedPartition } from '../wire/kafka.ts'
import { HeldPartitions } from './heldPartitions.ts'
import { PartitionQueue } from './partitionQueue.ts'

test('input behind a transaction that stays open is told once, and again when it is another', () => {
  const told: object[] = []
  let now = 0
  const held = new HeldPartitions(
    { info() {}, warn: details => void told.push(details), error() {} },
    () => now,
  )
  const queue = new PartitionQueue({} as SourceNode, 't', 0, 10)
  const answer = (lastStableOffset: number, highWatermark: number) =>
    ({ lastStableOffset, highWatermark }) as FetchedPartition

  held.look(queue, answer(10, 15))
  now = 59_000
  held.look(queue, answer(10, 15))
  expect(told).toEqual([])
  now = 61_000
  held.look(queue, answer(10, 16))
  held.look(queue, answer(10, 16))
  expect(told).toMatchObject([{ topic: 't', partition: 0, offset: 10, waiting: 6 }])

  // It ended, and what came after it is held by another.
  queue.fetchOffset = 20
  held.look(queue, answer(20, 20))
  held.look(queue, answer(20, 22))
  now = 122_000
  held.look(queue, answer(20, 22))
  expect(told).toHaveLength(2)
})
