import { expect, test, vi } from 'vitest'
import type { SourceNode } from '../graph/node.ts'
import type { FetchRequest, Kafka } from '../wire/kafka.ts'
import { Fetcher } from './fetcher.ts'
import { silent } from './logger.ts'
import { PartitionQueue } from './partitionQueue.ts'
import { Signal } from './signal.ts'
import { systemTime } from './time.ts'

const queue = (partition: number) => new PartitionQueue({} as SourceNode, 'topic', partition, 0)

// A task closed while its leaders were looked up: its second queue was added after the removal, and fetched for ever.
test('queues removed while they are being added are not fetched', async () => {
  const located = Promise.withResolvers<number>()
  const asked: number[] = []
  const kafka = {
    leaderOf: () => located.promise,
    fetch: async (_broker: number, request: FetchRequest) => {
      asked.push(...request.partitions.map(({ partition }) => partition))
      await new Promise(resolve => setTimeout(resolve, 5))
      return []
    },
  } as unknown as Kafka
  const fetcher = new Fetcher({
    kafka,
    isPaused: () => false,
    maxBytes: 1000,
    arrived: new Signal(systemTime),
    onLostInput: 'fail',
    logger: silent,
    time: systemTime,
    failed: error => expect.unreachable(error.message),
  })
  const closed = [queue(0), queue(1)]
  const adding = fetcher.add(closed)
  fetcher.remove(closed)
  located.resolve(1)
  await adding
  await fetcher.add([queue(2)])
  // Three requests for the one that is left: the removed ones would be among them.
  await vi.waitFor(() => expect(asked.filter(partition => partition === 2).length).toBeGreaterThanOrEqual(3))
  await fetcher.close()
  expect(new Set(asked)).toEqual(new Set([2]))
})
