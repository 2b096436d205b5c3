import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contradictions } from './contradictions.ts'
import { histories } from './histories.ts'
import { differences, expected } from './model.ts'
import { play } from './play.ts'

/** CONVERGENCE_RUNS=2000 plays as many histories of each kind; CONVERGENCE_SEED repeats those of a run that failed. */
const numRuns = Number(process.env.CONVERGENCE_RUNS ?? 60)
const seed = process.env.CONVERGENCE_SEED === undefined ? {} : { seed: Number(process.env.CONVERGENCE_SEED) }
const minutes = 60_000

describe.each(['creation', 'realisation'] as const)('facturation=%s', facturation => {
  it(
    'ends in the same stores whatever the order of arrival, in those of the order of event times, and says so',
    { timeout: Math.max(1, numRuns / 100) * minutes },
    async () => {
      await fc.assert(
        fc.asyncProperty(histories(40), fc.nat(), async (history, seed) => {
          const first = await play(history, { facturation }, { seed, shuffled: false })
          expect(differences(expected(history.events), first)).toEqual([])
          expect(contradictions(first)).toEqual([])
          for (const shuffled of [false, true, true]) {
            const other = await play(history, { facturation }, { seed: seed + (shuffled ? 2 : 1), shuffled })
            expect(other.stores).toEqual(first.stores)
            expect(contradictions(other)).toEqual([])
          }
        }),
        { numRuns, ...seed },
      )
    },
  )
})
