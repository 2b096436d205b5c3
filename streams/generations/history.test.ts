import { expect, test } from 'vitest'
import { runHistory } from './test/runHistory.ts'

test.each([1, 2, 3, 4, 5, 6])(
  'switches under crashes: every output once and without gap, one live generation, no hold for ever; seed %i',
  async seed => {
    const { problems } = await runHistory(seed)
    expect(problems).toEqual([])
  },
)
