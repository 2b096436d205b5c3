import { Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { FactureRow } from '../../state/factureRow.ts'
import { stores } from '../../topology/stores.ts'
import { when } from '../when.ts'
import { amount, date, deQui, id, instant, statut } from './fields.ts'
import { somebodys } from './listIndex.ts'
import { resource } from './resource.ts'
import { factureStatuts } from './statuts.ts'

export const factures = resource({
  path: 'factures',
  store: stores.factures,
  singular: 'facture',
  access: {
    list: { roles: ['secretariat', 'comptable'], medecin: 'his-rows', trail: 'read' },
    one: { roles: ['secretariat', 'comptable'], medecin: 'his-facture', trail: 'read' },
  },
  filters: {
    ...deQui,
    date,
    statut: { ...statut(...factureStatuts), description: 'Only those that stand so' },
  },
  indexes: somebodys,
  schema: Type.Object({
    factureId: id(),
    consultationId: id(),
    rendezVousId: id(),
    patientId: id(),
    medecinId: id(),
    montant: amount(),
    paye: amount('What was received; more than `montant`: overpaid'),
    statut: statut(...factureStatuts),
    emiseLe: instant(),
    echeanceLe: instant('Unpaid by then, it is EN_RETARD'),
  }),
  // Its payments are its rendezvous'.
  witness: (row: FactureRow) => ({ store: stores.rendezvous.name, key: row.rendezVousId }),
  show: (row: FactureRow) => ({
    factureId: row.factureId,
    consultationId: row.consultationId,
    rendezVousId: row.rendezVousId,
    patientId: row.patientId,
    medecinId: row.medecinId,
    montant: toDecimal(row.montantCentimes),
    paye: toDecimal(row.payeCentimes),
    statut: row.statut,
    emiseLe: when(row.emiseLe)!,
    echeanceLe: when(row.echeanceLe)!,
  }),
})
