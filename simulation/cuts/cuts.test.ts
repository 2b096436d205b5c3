import { describe, expect, test } from 'vitest'
import { drawSchedule } from '../drawSchedule.ts'
import { runCuts } from './runCuts.ts'

/** Seeds of `npm test`. */
const chunks = 2
const chunkSize = 50

describe('seeded schedules with cuts', () => {
  test.each(Array.from({ length: chunks }, (_, i) => [i * chunkSize + 1, (i + 1) * chunkSize]))(
    'seeds %i to %i',
    async (from, to) => {
      const failures: string[] = []
      let quiet = 0
      for (let seed = from; seed <= to; seed++) {
        const result = await runCuts(drawSchedule(seed))
        quiet += result.quiet
        if (result.problems.length > 0)
          failures.push(
            `npm run simulate -- --cuts --seed ${seed} --trace\n${result.problems.slice(0, 5).join('\n')}`,
          )
      }
      expect(failures).toEqual([])
      // More than the last of each.
      expect(quiet).toBeGreaterThan(1.5 * chunkSize)
    },
    120_000,
  )
})
