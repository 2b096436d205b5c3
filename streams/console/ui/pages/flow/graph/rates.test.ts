import { expect, test } from 'vitest'
import type { FlowAnswer, InstanceFlow } from '../../../../answers.ts'
import { ratesOf } from './rates.ts'

const said = (at: number, records: number, nanos: number, lag = 0): InstanceFlow => ({
  at,
  nodes: {
    a: { records, nanos, failures: 1, failedAt: at },
    b: { records: 0, nanos: 0, failures: 0, failedAt: null },
  },
  topics: { t: { inRecords: records, inBytes: records * 10, outRecords: 0, outBytes: 0 } },
  inputs: [{ topic: 't', partition: 0, position: 0, end: lag, lag }],
  stores: [],
})
const answer = (...instances: (InstanceFlow | null)[]): FlowAnswer => ({
  instances: instances.map((said, index) => ({ instance: `i${index}`, said })),
  stores: [],
})

test('what passes a second is summed over the instances, each by its own clock', () => {
  const rates = ratesOf(
    answer(said(0, 100, 1_000), said(5_000, 10, 0)),
    answer(said(1_000, 130, 4_000, 7), said(7_000, 30, 2_000, 5)),
  )
  expect(rates.steps.get('a')).toMatchObject({
    perSecond: 40,
    share: 1,
    nanosEach: 100,
    records: 160,
    failures: 2,
    failedAt: 7_000,
  })
  expect(rates.topics.get('t')).toMatchObject({ inPerSecond: 40, inBytes: 400, lag: 12 })
  expect(rates.steps.get('b')).toMatchObject({ perSecond: 0, nanosEach: null })
})

test('who began anew, is new, or does not answer counts from now on', () => {
  const before = answer(said(0, 100, 1_000), null)
  const anew = ratesOf(before, answer(said(1_000, 5, 10), said(1_000, 50, 0)))
  expect(anew.steps.get('a')).toMatchObject({ perSecond: 0, records: 55 })
  expect(ratesOf(before, answer(null, null)).steps.size).toBe(0)
  expect(ratesOf(null, answer(said(0, 9, 9))).steps.get('a')!.perSecond).toBe(0)
})
