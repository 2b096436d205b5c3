import { expect, test } from 'vitest'
import type { Kafka } from '../wire/kafka.ts'
import { endLeftBehind } from './endLeftBehind.ts'
import { silent } from './logger.ts'
import { systemTime } from './time.ts'

/** A cluster whose offsets are held by producer 7, under the id `owner`, in a group that has these members. */
function setUp(owner: string, members: readonly string[], states: readonly string[]) {
  const calls: string[] = []
  const said = [...states]
  const kafka: Partial<Kafka> = {
    metadata: async names => ({
      clusterId: '',
      brokers: [],
      topics: new Map(names.map(name => [name, { name, id: name, leaders: [1] }])),
    }),
    openTransactions: async places =>
      places
        .filter(({ topic }) => topic === '__consumer_offsets')
        .map(place => ({ ...place, producerId: 7, producerEpoch: 3, firstOffset: 5 })),
    transactionalIds: async () => [owner],
    describeStreamsGroup: async () =>
      ({ members: members.map(memberId => ({ memberId })) }) as unknown as Awaited<
        ReturnType<Kafka['describeStreamsGroup']>
      >,
    transactionState: async () => ({
      state: said.length > 1 ? said.shift()! : said[0]!,
      producerId: 7,
      producerEpoch: 3,
    }),
    initProducerId: async transactionalId => {
      calls.push(`init ${transactionalId}`)
      return { transactionalId, producerId: 7, producerEpoch: 4 }
    },
    allCommittedOffsets: async () => [],
    commitOffsets: async () => {},
    deleteGroup: async () => {},
    addOffsetsToTxn: async (_, group) => void calls.push(`offsets of ${group}`),
    endTxn: async (_, commit) => void calls.push(commit ? 'commit' : 'abort'),
  }
  const end = () =>
    endLeftBehind({
      kafka: kafka as Kafka,
      applicationId: 'app',
      memberId: 'me',
      transactionTimeoutMs: 1000,
      outputs: ['out'],
      time: { ...systemTime, sleep: async () => {} },
      logger: silent,
    })
  return { calls, kafka, end }
}

test('what a member that is gone left without markers is ended as it was decided', async () => {
  for (const [state, outcome] of [
    ['CompleteCommit', 'commit'],
    ['CompleteAbort', 'abort'],
  ] as const) {
    const { calls, end } = setUp('app-gone', ['me', 'other'], [state])
    expect(await end()).toBe(true)
    expect(calls).toEqual(['init app-gone', 'offsets of app', outcome])
  }
})

test('nothing is taken from a member, from another application, or from Kafka, which ends what is under way', async () => {
  for (const { calls, end } of [
    setUp('app-other', ['me', 'other'], ['CompleteCommit']),
    setUp('app-me', ['other'], ['CompleteCommit']),
    setUp('else-gone', ['me'], ['CompleteCommit']),
    setUp('app-gone', ['me'], ['Ongoing']),
    setUp('app-gone', ['me'], ['PrepareCommit']),
  ]) {
    expect(await end()).toBe(false)
    expect(calls).toEqual([])
  }
})

test('another instance that was faster is left to it', async () => {
  const { calls, end } = setUp('app-gone', ['me'], ['CompleteCommit', 'Empty'])
  await end()
  expect(calls).toEqual([])
})

test('is no failure where Kafka refuses', async () => {
  const { kafka, end } = setUp('app-gone', ['me'], ['CompleteCommit'])
  kafka.initProducerId = async () => {
    throw new Error('PRODUCER_FENCED')
  }
  expect(await end()).toBe(false)
})
