import fc from 'fast-check'
import type { Draft } from '../generators.ts'
import { date, medecinId, patientId, rendezVousId } from './ids.ts'

const created = fc.record({
  type: fc.constant('rendezvous.created'),
  data: fc.record({
    rendezVousId,
    patientId: fc.oneof(
      { weight: 9, arbitrary: patientId },
      { weight: 1, arbitrary: fc.constant('inconnu') },
    ),
    medecinId,
    dateRendezVous: fc.option(date, { freq: 6 }),
    dureeMinutes: fc.option(fc.constantFrom(30, 90)),
  }),
})
const then = fc.record({
  type: fc.constantFrom('rendezvous.confirmed', 'rendezvous.cancelled', 'rendezvous.completed'),
  data: fc.record({ rendezVousId, raison: fc.option(fc.constant('malade')) }),
})

export const rendezvousEvents: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: created },
  { weight: 1, arbitrary: then },
)
