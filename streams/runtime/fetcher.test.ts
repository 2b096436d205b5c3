import { expect, test, vi } from 'vitest'
import type { SourceNode } from '../graph/node.ts'
import type { FetchedPartition, FetchRequest, Kafka } from '../wire/kafka.ts'
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

// While a leader is looked up the old one is asked again: two requests for one partition are under way then.
test('of two answers to one question the later is not looked at: the queue is elsewhere by then', async () => {
  const leaders = [Promise.withResolvers<number>(), Promise.withResolvers<number>()]
  const fetches: { broker: number; offset: number; refuse: (error: string) => void; end: () => void }[] = []
  const kafka = {
    leaderOf: () => leaders.shift()!.promise,
    fetch: (broker: number, { partitions: [position] }: FetchRequest) =>
      new Promise<readonly FetchedPartition[]>(resolve => {
        const refuse = (error: string) =>
          resolve([{ topic: 'topic', partition: 0, error } as unknown as FetchedPartition])
        fetches.push({ broker, offset: position!.offset, refuse, end: () => resolve([]) })
      }),
    // Deleted up to there.
    listOffsets: async () => [{ topic: 'topic', partition: 0, offset: 5 }],
  } as unknown as Kafka
  const failures: string[] = []
  const fetcher = new Fetcher({
    kafka,
    isPaused: () => false,
    maxBytes: 1000,
    arrived: new Signal(systemTime),
    onLostInput: 'earliest',
    logger: silent,
    time: systemTime,
    failed: error => failures.push(error.message),
  })
  const asked = (count: number) => vi.waitFor(() => expect(fetches.length).toBe(count))
  const [first, second] = leaders
  first!.resolve(1)
  await fetcher.add([queue(0)])
  await asked(1)
  fetches[0]!.refuse('NOT_LEADER_OR_FOLLOWER')
  await asked(2)
  second!.resolve(2)
  await asked(3)
  fetches[2]!.refuse('OFFSET_OUT_OF_RANGE')
  await asked(4)
  expect(fetches.map(({ broker, offset }) => [broker, offset])).toEqual([
    [1, 0],
    [1, 0],
    [2, 0],
    [2, 5],
  ])
  fetches[1]!.refuse('OFFSET_OUT_OF_RANGE')
  const closed = fetcher.close()
  fetches[3]!.end()
  await closed
  expect(failures).toEqual([])
})
