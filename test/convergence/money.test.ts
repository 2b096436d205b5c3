import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audited } from './audited.ts'
import { contradictions } from './contradictions.ts'
import { absenceEvents } from './generators/absenceEvents.ts'
import { erasureEvents } from './generators/erasureEvents.ts'
import { moneyEvents } from './generators/moneyEvents.ts'
import { parentEvents } from './generators/parentEvents.ts'
import { rendezvousEvents } from './generators/rendezvousEvents.ts'
import { histories } from './histories.ts'
import { miscounted } from './miscounted.ts'
import { misinformed } from './misinformed.ts'
import { play } from './play.ts'
import { hour } from './told.ts'

const numRuns = Number(process.env.CONVERGENCE_RUNS ?? 120)
const seed = process.env.CONVERGENCE_SEED === undefined ? {} : { seed: Number(process.env.CONVERGENCE_SEED) }

const generators = [
  { weight: 5, arbitrary: parentEvents },
  { weight: 7, arbitrary: rendezvousEvents },
  { weight: 6, arbitrary: moneyEvents },
  { weight: 1, arbitrary: erasureEvents },
  { weight: 1, arbitrary: absenceEvents },
]

/** Invoices are due within the three days of a history. */
const delaiPaiementMs = 20 * hour

describe.each(['creation', 'realisation'] as const)('money and erasures, facturation=%s', facturation => {
  it('ends in the same stores and figures whatever the order of arrival, and says so', {
    timeout: Math.max(1, numRuns / 100) * 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(histories(40, generators), fc.nat(), async (history, seed) => {
        const options = { facturation, delaiPaiementMs }
        const first = await play(history, options, { seed, shuffled: false })
        expect(contradictions(first)).toEqual([])
        expect(misinformed(first)).toEqual([])
        expect(audited(history.events, first, options)).toEqual([])
        expect(miscounted(history.events, first, options)).toEqual([])
        for (const [i, shuffled] of [false, true, true].entries()) {
          const other = await play(history, options, { seed: seed + i + 1, shuffled })
          expect(other.stores).toEqual(first.stores)
          expect(other.hashes).toEqual(first.hashes)
          expect(contradictions(other)).toEqual([])
          expect(misinformed(other)).toEqual([])
        }
      }),
      { numRuns, ...seed },
    )
  })
})
