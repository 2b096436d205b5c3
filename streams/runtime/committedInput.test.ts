import { describe, expect, test } from 'vitest'
import type { CommittedOffset, FetchedPartition, Kafka } from '../wire/kafka.ts'
import { BatchBuilder } from '../wire/records/batchBuilder.ts'
import { CommittedInput } from './committedInput.ts'
import { encodeOffsetMetadata } from './offsetMetadata.ts'
import { systemTime } from './time.ts'

const place = { topic: 't', partition: 0 }
const at = (offset: number, topicId = 'A'): CommittedOffset => ({
  ...place,
  offset,
  metadata: encodeOffsetMetadata({ streamTime: 0, topicId, cut: null }),
})
const never = new AbortController().signal

/** A coordinator that gives one of these answers after the other, and the last for ever; a partition that answers `fetched`. */
function setUp(answers: (readonly CommittedOffset[])[], fetched?: Partial<FetchedPartition>) {
  const warnings: unknown[] = []
  const kafka = {
    committedOffsets: async () => (answers.length > 1 ? answers.shift()! : answers.pop()!),
    leaderOf: async () => 1,
    fetch: async () => [{ error: null, aborted: [], records: null, lastStableOffset: 100, ...fetched }],
  } as unknown as Kafka
  const logger = {
    warn: (details: unknown) => warnings.push(details),
    error: (details: unknown) => warnings.push(details),
  } as never
  let now = 0
  const sleep = async (ms: number) => {
    now += ms
  }
  const time = { ...systemTime, elapsed: () => now, sleep }
  return {
    input: new CommittedInput({ kafka, groupId: 'g', logger, time, endLeftBehind: async () => false }),
    warnings,
    answers,
  }
}

test('asks again while the answer is older than what is committed', async () => {
  const { input, warnings } = setUp([[at(3)], [], [at(7)]])
  input.learn([at(7)])
  expect(await input.read([place], never)).toEqual([at(7)])
  expect(warnings).toEqual([{ back: [{ ...place, committed: 7, answered: 3 }] }])
})

test('what was answered once does not go back either', async () => {
  const { input, answers } = setUp([[at(5)], [at(4)], [at(9)]])
  expect(await input.read([place], never)).toEqual([at(5)])
  expect(await input.read([place], never)).toEqual([at(9)])
  expect(answers).toEqual([])
})

test('a topic that was made anew begins again', async () => {
  const { input, warnings } = setUp([[at(0, 'B')]])
  input.learn([at(7, 'A')])
  expect(await input.read([place], never)).toEqual([at(0, 'B')])
  expect(warnings).toEqual([])
})

describe('an older answer that stays', () => {
  const result = { topic: 'out', partition: 2, offset: 40 }
  const batch = (producerId: number) => {
    const builder = new BatchBuilder()
    builder.append('k', 'v', 0, null)
    const records = builder.finish({ producerId, producerEpoch: 0, baseSequence: 0, transactional: true })
    records.writeBigInt64BE(40n, 0)
    return records
  }
  const older = (times: number) => Array.from({ length: times }, () => [at(3)])

  // Kafka 4.3.1 told to stop: it confirmed a commit, wrote no marker, and aborted it with the transaction begun after it.
  test('is gone on from where the results of the later one are aborted', async () => {
    const aborted = [{ producerId: 9, firstOffset: 38 }]
    const { input } = setUp(older(8), { records: batch(9), aborted })
    input.learn([at(7)], [result])
    expect(await input.read([place], never)).toEqual([at(3)])
    expect(await input.isWhole()).toBe(true)
  })

  test('is gone on from where they wait for an end that readers never saw', async () => {
    const { input } = setUp(older(8), { lastStableOffset: 40 })
    input.learn([at(7)], [result])
    expect(await input.read([place], never)).toEqual([at(3)])
  })

  test('is not where its results stand, or where nobody knows them', async () => {
    for (const written of [[result], null]) {
      const { input, warnings } = setUp([...older(8), [at(7)]], { records: batch(9) })
      input.learn([at(7)], written)
      expect(await input.isWhole()).toBe(false)
      expect(await input.read([place], never)).toEqual([at(7)])
      expect(warnings).toHaveLength(1)
    }
  })
})

test('ends when the task is taken away', async () => {
  const { input } = setUp([[at(3)], [at(3)], [at(3)]])
  input.learn([at(7)])
  await expect(input.read([place], AbortSignal.abort(new Error('taken away')))).rejects.toThrow('taken away')
})
