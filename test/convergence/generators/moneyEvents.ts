import fc from 'fast-check'
import { derivedId } from '../../../events/derivedId.ts'
import type { Draft } from '../generators.ts'
import { rendezVousId } from './ids.ts'

const factureId = fc.oneof(
  { weight: 9, arbitrary: rendezVousId.map(id => derivedId('facture', id)) },
  { weight: 1, arbitrary: fc.constant('FAC-1') },
)
const paiement = fc.record({
  type: fc.constantFrom('paiement.pending', 'paiement.completed', 'paiement.completed', 'paiement.failed'),
  data: fc.record({
    paiementId: fc.constantFrom('A', 'B', 'C'),
    factureId,
    montant: fc.option(fc.constantFrom(50.5, 99.5, 150, 200), { freq: 8 }),
  }),
})
const echec = fc.tuple(rendezVousId, fc.boolean(), fc.boolean()).map(([rendezVousId, told, foreign]) => ({
  type: 'facture.failed',
  data: {
    consultationId: told && foreign ? 'CONS-1' : derivedId('consultation', rendezVousId),
    ...(told && { rendezVousId }),
    reason: 'refusée',
  },
}))

export const moneyEvents: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 6, arbitrary: paiement },
  { weight: 1, arbitrary: echec },
)
