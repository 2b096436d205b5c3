import { expect, test } from 'vitest'
import type { CommittedOffset, Kafka } from '../wire/kafka.ts'
import { CommittedInput } from './committedInput.ts'
import { encodeOffsetMetadata } from './offsetMetadata.ts'
import { systemTime } from './time.ts'

const place = { topic: 't', partition: 0 }
const at = (offset: number, topicId = 'A'): CommittedOffset => ({
  ...place,
  offset,
  metadata: encodeOffsetMetadata({ streamTime: 0, topicId }),
})
const never = new AbortController().signal

/** A coordinator that gives one of these answers after the other. */
function setUp(answers: (readonly CommittedOffset[])[]) {
  const warnings: unknown[] = []
  const kafka = { committedOffsets: async () => answers.shift()! } as unknown as Kafka
  const logger = { warn: (details: unknown) => warnings.push(details) } as never
  const time = { ...systemTime, sleep: async () => {} }
  return { input: new CommittedInput({ kafka, groupId: 'g', logger, time }), warnings, answers }
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

test('ends when the task is taken away', async () => {
  const { input } = setUp([[at(3)], [at(3)], [at(3)]])
  input.learn([at(7)])
  await expect(input.read([place], AbortSignal.abort(new Error('taken away')))).rejects.toThrow('taken away')
})
