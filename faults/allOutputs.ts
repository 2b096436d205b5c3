import { setTimeout as sleep } from 'node:timers/promises'
import { evidence } from '../bench/evidence.ts'
import type { OutputCounter } from '../bench/outputCounter.ts'
import type { Team } from './team.ts'

/** Without a new output for so long, it hangs. */
const stallMs = 60_000

/** Resolves once n distinct keys are in each output. Throws, with what the instances say, when they stand still or end. */
export async function allOutputs(counter: OutputCounter, n: number, team: Team): Promise<void> {
  let at = counter.distinct
  let newest = performance.now()
  while (counter.distinct < n) {
    team.check()
    if (counter.distinct > at) {
      at = counter.distinct
      newest = performance.now()
    }
    if (performance.now() - newest > stallMs) {
      const seen = `No new output for ${stallMs / 1000} s, at ${at} of ${n}`
      throw new Error([seen, ...(await evidence(counter, team.instances))].join('\n'))
    }
    await sleep(50)
  }
}
