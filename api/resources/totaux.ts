import { type Static, Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { RendezvousStatut } from '../../state/rendezvousRow.ts'
import type { TotauxRow } from '../../state/totauxRow.ts'
import { amount } from './fields.ts'
import { rendezvousStatuts } from './statuts.ts'

export const totauxSchema = Type.Object({
  patients: Type.Integer({ description: 'Known and not erased' }),
  medecins: Type.Integer(),
  rendezVous: Type.Integer(),
  statuts: Type.Object(Object.fromEntries(rendezvousStatuts.map(each => [each, Type.Integer()])), {
    description: 'Rendezvous by statut',
  }),
  consultations: Type.Integer(),
  facture: amount('Invoiced and not cancelled'),
  paye: amount('Received'),
  solde: amount('Invoiced less received'),
})

/** The sums of all partitions. */
export function showTotaux(rows: readonly TotauxRow[], medecins: number): Static<typeof totauxSchema> {
  const sum = (of: (row: TotauxRow) => number) => rows.reduce((all, row) => all + of(row), 0)
  const ofStatut = (statut: RendezvousStatut) => sum(row => row.statuts[statut] ?? 0)
  return {
    patients: sum(row => row.patients),
    medecins,
    rendezVous: sum(row => row.rendezVous),
    statuts: Object.fromEntries(rendezvousStatuts.map(each => [each, ofStatut(each)])),
    consultations: sum(row => row.consultations),
    facture: toDecimal(sum(row => row.factureCentimes)),
    paye: toDecimal(sum(row => row.payeCentimes)),
    solde: toDecimal(sum(row => row.soldeCentimes)),
  }
}
