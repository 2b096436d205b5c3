import { describe, expect, it } from 'vitest'
import { misinformed } from './misinformed.ts'
import { type Outcome, play } from './play.ts'
import { hour, iso, start, type Told } from './told.ts'

const told = (type: string, after: number, data: Told['data']): Told => ({
  eventId: `${type} ${after}`,
  type,
  time: start + after * hour,
  data,
})
const asked = (after: number, medecinId: string, date: number) =>
  told('rendezvous.created', after, {
    rendezVousId: 'R1',
    patientId: 'P1',
    medecinId,
    dateRendezVous: iso(start + date * hour),
  })
const patient = (after: number) => told('patient.created', after, { patientId: 'P1' })
const erased = (after: number) => told('patient.deleted', after, { patientId: 'P1' })
const medecin = told('medecin.created', 0, { medecinId: 'M1' })
/** Accepted, then moved to a médecin whom nobody knows. */
const moved = [medecin, asked(2, 'M1', 39.75), asked(3, 'M2', 25)]

/** Outcomes of several orders of arrival: those in which the rendezvous was confirmed first. */
async function confirmed(events: readonly Told[]): Promise<readonly Outcome[]> {
  const found: Outcome[] = []
  for (let seed = 0; seed < 40; seed++) {
    const outcome = await play({ events, repeats: [] }, {}, { seed, shuffled: false })
    expect(outcome.stores.rendezvous!.R1).toMatchObject({ statut: 'EN_ATTENTE' })
    if (outcome.published.some(({ data }) => data.modele === 'confirmation')) found.push(outcome)
  }
  expect(found).not.toEqual([])
  return found
}
const withoutEnd = ({ stores, published }: Outcome): Outcome => ({
  stores,
  published: published.filter(({ data }) => data.modele !== 'annulation'),
})

describe('a rendezvous that was confirmed and waits again', () => {
  it('is told cancelled', async () => {
    for (const outcome of await confirmed([patient(0), ...moved])) {
      expect(misinformed(outcome)).toEqual([])
      expect(misinformed(withoutEnd(outcome))).toHaveLength(1)
    }
  })

  it('need not be told to who was erased since', async () => {
    for (const outcome of await confirmed([patient(0), ...moved, erased(30)])) {
      expect(misinformed(outcome)).toEqual([])
      expect(misinformed(withoutEnd(outcome))).toEqual([])
    }
  })

  it('is told to who was erased before he asked for it, and is somebody again', async () => {
    for (const outcome of await confirmed([patient(0), erased(1), patient(1.5), ...moved])) {
      expect(misinformed(outcome)).toEqual([])
      expect(misinformed(withoutEnd(outcome))).toHaveLength(1)
    }
  })
})
