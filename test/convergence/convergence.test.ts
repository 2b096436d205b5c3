import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import { revisionOf } from './believed.ts'
import { contradictions } from './contradictions.ts'
import { histories } from './histories.ts'
import { differences, expected } from './model.ts'
import { play } from './play.ts'

/** CONVERGENCE_RUNS=2000 plays as many histories of each kind; CONVERGENCE_SEED repeats those of a run that failed. */
const numRuns = Number(process.env.CONVERGENCE_RUNS ?? 120)
const seed = process.env.CONVERGENCE_SEED === undefined ? {} : { seed: Number(process.env.CONVERGENCE_SEED) }
const minutes = 60_000

describe.each(['creation', 'realisation'] as const)('facturation=%s', facturation => {
  it('ends in the same stores whatever the order of arrival, in those of the order of event times, and says so', {
    timeout: Math.max(1, numRuns / 100) * minutes,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(histories(40), fc.nat(), async (history, seed) => {
        const first = await play(history, { facturation }, { seed, shuffled: false })
        expect(differences(expected(history.events), first)).toEqual([])
        expect(contradictions(first)).toEqual([])
        for (const [i, shuffled] of [false, true, true].entries()) {
          const other = await play(history, { facturation }, { seed: seed + i + 1, shuffled })
          expect(other.stores).toEqual(first.stores)
          expect(other.hashes).toEqual(first.hashes)
          expect(contradictions(other)).toEqual([])
        }
      }),
      { numRuns, ...seed },
    )
  })
})

it('has histories in which everything happens that can', { timeout: 2 * minutes }, async () => {
  const seen = new Set<string>()
  for (const [seed, history] of fc.sample(histories(40), { numRuns: 60, seed: 7 }).entries()) {
    const { stores, published } = await play(history, {}, { seed, shuffled: true })
    for (const { statut, conclusion } of Object.values(
      stores.rendezvous as Readonly<Record<string, RendezvousRow>>,
    ))
      seen.add(conclusion?.rejet?.raison ?? statut)
    const rejected = published.filter(({ eventType }) => eventType === 'rendezvous.rejected')
    const created = published.filter(({ eventType }) => eventType === 'consultation.created')
    const raisons = published
      .filter(({ eventType }) => eventType === 'consultation.cancelled')
      .map(({ data }) => data.raison)
    if (raisons.includes('CRENEAU_OCCUPE')) seen.add('another took its slot')
    if (raisons.includes('MEDECIN_INDISPONIBLE')) seen.add('the médecin was away after all')
    const isTakenBack = rejected.some(({ data: { rendezVousId } }) =>
      created.some(each => each.data.rendezVousId === rendezVousId && revisionOf(each) > 0),
    )
    if (isTakenBack) seen.add('its rejection was taken back')
  }
  expect([...seen].sort()).toEqual([
    'ACCEPTE',
    'ANNULE',
    'CONFIRME',
    'CRENEAU_OCCUPE',
    'EN_ATTENTE',
    'MEDECIN_INCONNU',
    'MEDECIN_INDISPONIBLE',
    'PATIENT_INCONNU',
    'TERMINE',
    'another took its slot',
    'its rejection was taken back',
    'the médecin was away after all',
  ])
})
