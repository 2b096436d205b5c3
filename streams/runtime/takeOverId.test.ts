import { expect, test } from 'vitest'
import type { CommittedOffset, Kafka, OpenTransaction, TopicPartition } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { silent } from './logger.ts'
import { takeOverId } from './takeOverId.ts'
import { systemTime } from './time.ts'

/** A cluster whose coordinator says `states` in turn of producer 7, and whose partitions hold `open`. */
function cluster(
  states: readonly string[],
  open: readonly OpenTransaction[],
  isWhole: () => Promise<boolean | null> = async () => null,
) {
  const said = [...states]
  const calls: string[] = []
  let noted: readonly CommittedOffset[] = []
  const kafka: Partial<Kafka> = {
    transactionState: async () => ({
      state: said.length > 1 ? said.shift()! : said[0]!,
      producerId: 7,
      producerEpoch: 3,
    }),
    initProducerId: async transactionalId => {
      calls.push('init')
      return { transactionalId, producerId: 7, producerEpoch: 4 }
    },
    metadata: async names => ({
      clusterId: '',
      brokers: [],
      topics: new Map(names.map(name => [name, { name, id: name, leaders: [1, 1] }])),
    }),
    openTransactions: async () => open,
    // A group of one offset, kept over the death of a process.
    allCommittedOffsets: async () => noted,
    commitOffsets: async (group, offsets) => {
      calls.push(`note ${group}`)
      noted = offsets
    },
    deleteGroup: async () => {
      calls.push('forget')
      noted = []
    },
    addPartitionsToTxn: async (_, partitions) => void calls.push(`add ${names(partitions)}`),
    addOffsetsToTxn: async (_, group) => void calls.push(`offsets of ${group}`),
    endTxn: async (_, commit) => void calls.push(commit ? 'commit' : 'abort'),
  }
  const take = () =>
    takeOverId({
      kafka: kafka as Kafka,
      applicationId: 'app',
      transactionalId: 'app-1',
      transactionTimeoutMs: 1000,
      outputs: ['out'],
      // Of partition 1 it was told nothing.
      input: { isWhole, hasConfirmed: ({ partition }) => partition === 0 },
      time: systemTime,
      logger: silent,
    })
  return { calls, kafka, take }
}

const names = (partitions: readonly TopicPartition[]) =>
  partitions.map(({ topic, partition }) => `${topic}-${partition}`).join()

const open = (topic: string, partition: number, producerEpoch: number, producerId = 7) => ({
  topic,
  partition,
  producerId,
  producerEpoch,
  firstOffset: 5,
})

// Kafka 4.3.1 killed in mid-commit: its coordinator held the transaction for complete, partitions lacked the marker.
test('markers that the brokers lost are written again, in a transaction of the new epoch', async () => {
  const { calls, take } = cluster(['CompleteCommit'], [open('out', 1, 3), open('__consumer_offsets', 0, 3)])
  expect(await take()).toMatchObject({ producerEpoch: 4 })
  expect(calls).toEqual(['note app-1-outcome', 'init', 'add out-1', 'offsets of app', 'commit', 'forget'])
})

test('a transaction still being completed is waited for', async () => {
  const { calls, take } = cluster(['PrepareCommit', 'CompleteCommit'], [open('out', 0, 3)])
  await take()
  expect(calls).toEqual(['note app-1-outcome', 'init', 'add out-0', 'commit', 'forget'])
})

test('others’ transactions are theirs to end', async () => {
  const { calls, take } = cluster(['CompleteCommit'], [open('out', 0, 3, 8), open('out', 1, 2)])
  await take()
  expect(calls).toEqual(['init'])
})

// Kafka 4.3.1 told to stop: a commit counted as complete without one marker; the transaction begun after it was aborted with it.
test.each(['CompleteAbort', 'Ongoing'])('after %s, what is still open is aborted with it', async state => {
  const { calls, take } = cluster([state], [open('out', 0, 3), open('out', 1, 3, 8)])
  await take()
  expect(calls).toEqual(['note app-1-outcome', 'init', 'add out-0', 'abort', 'forget'])
})

test('after an abort, what is still open is committed where all offsets that were confirmed are there', async () => {
  const { calls, take } = cluster(['CompleteAbort'], [open('out', 0, 2)], async () => true)
  await take()
  expect(calls).toEqual(['note app-1-outcome', 'init', 'add out-0', 'commit', 'forget'])
})

// It was refused as the brokers stopped: without offsets, without markers. Results that were done again were committed beside it.
test('after an abort, what nobody confirmed is aborted beside it', async () => {
  const { calls, take } = cluster(['Ongoing'], [open('out', 0, 3), open('out', 1, 3)], async () => true)
  await take()
  expect(calls).toEqual(['note app-1-outcome', 'init', 'add out-1', 'abort', 'add out-0', 'commit', 'forget'])
})

test('after an abort, offsets that are still open are aborted: some of what they stand for is', async () => {
  const { calls, take } = cluster(['CompleteAbort'], [open('__consumer_offsets', 0, 2)], async () => true)
  await take()
  expect(calls).toEqual(['note app-1-outcome', 'init', 'offsets of app', 'abort', 'forget'])
})

// The offsets of others wait behind a transaction too: Kafka says nothing for as long as a request may take.
test('what became of the last one is not forgotten where it cannot be seen to at once', async () => {
  let asked = 0
  const isWhole = async () => {
    if (++asked === 1) throw new Error('not now')
    return true
  }
  const { calls, take } = cluster(['CompleteAbort', 'Empty'], [open('out', 0, 2)], isWhole)
  await expect(take()).rejects.toThrow('not now')
  expect(calls.splice(0)).toEqual(['note app-1-outcome', 'init'])
  // Maybe in another process.
  await take()
  expect(calls.splice(0)).toEqual(['note app-1-outcome', 'init', 'add out-0', 'commit', 'forget'])
  await take()
  expect(calls).toEqual(['init'])
})

test('where the coordinator knows no outcome, nothing is decided', async () => {
  const { calls, take } = cluster(['Empty'], [open('out', 0, 3)])
  await take()
  expect(calls).toEqual(['init'])
})

// Stopped (SIGSTOP) for longer than its transaction may take, in the middle of writing markers: Kafka ended that and took the epoch.
test('who was fenced while it wrote markers asks again; only a refused InitProducerId tells of another process', async () => {
  const { calls, kafka, take } = cluster(['CompleteCommit', 'CompleteAbort'], [open('out', 0, 3)])
  const endTxn = kafka.endTxn!
  kafka.endTxn = async () => {
    kafka.endTxn = endTxn
    throw new KafkaError(47, 'INVALID_PRODUCER_EPOCH', false, 'the end')
  }
  expect(await take()).toMatchObject({ producerEpoch: 4 })
  expect(calls.filter(call => call === 'init')).toHaveLength(2)
})
