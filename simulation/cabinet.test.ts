import { expect, test } from 'vitest'
import { practice } from './cases/cabinet.ts'
import { drawSchedule } from './drawSchedule.ts'
import { runSchedule } from './runSchedule.ts'

/** CABINET_SEEDS=1000 plays as many. */
const seeds = Number(process.env.CABINET_SEEDS ?? 30)

test(`the cabinet converges under crashes: seeds 1 to ${seeds}`, {
  timeout: Math.max(1, seeds / 50) * 60_000,
}, async () => {
  const failures: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const { problems } = await runSchedule(drawSchedule(seed, [practice]))
    if (problems.length > 0)
      failures.push(
        `npm run simulate -- --case cabinet --seed ${seed} --trace\n${problems.slice(0, 5).join('\n')}`,
      )
  }
  expect(failures).toEqual([])
})
