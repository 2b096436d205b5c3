import { expect, test } from 'vitest'
import { scenarios } from './index.ts'

test.each(scenarios.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
  expect(await run()).toEqual([])
})
