import { describe, expect, test } from 'vitest'
import { drawSchedule } from './drawSchedule.ts'
import { runSchedule } from './runSchedule.ts'

/** Seeds of `npm test`: chunks, so that a run tells where it is. */
const chunks = 20
const chunkSize = 100

describe('seeded schedules', () => {
  test.each(Array.from({ length: chunks }, (_, i) => [i * chunkSize + 1, (i + 1) * chunkSize]))(
    'seeds %i to %i',
    async (from, to) => {
      const failures: string[] = []
      for (let seed = from; seed <= to; seed++) {
        const { problems } = await runSchedule(drawSchedule(seed))
        if (problems.length > 0)
          failures.push(`npm run simulate -- --seed ${seed} --trace\n${problems.slice(0, 5).join('\n')}`)
      }
      expect(failures).toEqual([])
    },
    120_000,
  )

  test('a seed gives the same run each time, event by event', async () => {
    for (const seed of [11, 12, 13, 14, 15]) {
      const first = await runSchedule(drawSchedule(seed))
      const second = await runSchedule(drawSchedule(seed))
      expect(second.trace).toEqual(first.trace)
    }
  })
})
