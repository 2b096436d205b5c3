import { type Static, Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { DossierRow, LigneRow } from '../../state/dossierRow.ts'
import { when } from '../when.ts'
import { amount, id, nullableId, nullableInstant, nullableStatut, nullableText, statut } from './fields.ts'
import { consultationStatuts, factureStatuts, rendezvousStatuts } from './statuts.ts'

export const ligneSchema = Type.Object({
  rendezVousId: id(),
  medecinId: id(),
  dateRendezVous: nullableInstant(),
  statut: statut(...rendezvousStatuts),
  consultationId: nullableId(),
  consultation: nullableStatut(...consultationStatuts),
  factureId: nullableId(),
  facture: nullableStatut(...factureStatuts),
  montant: amount(),
  paye: amount(),
})

export const dossierSchema = Type.Object({
  patientId: id(),
  identite: Type.Union([
    Type.Object({
      nom: nullableText(),
      prenom: nullableText(),
      email: nullableText(),
      telephone: nullableText(),
      dateNaissance: nullableText('YYYY-MM-DD'),
    }),
    Type.Null(),
  ]),
  connuLe: nullableInstant(),
  supprimeLe: nullableInstant(),
  totaux: Type.Object(
    {
      rendezVous: Type.Integer(),
      consultations: Type.Integer(),
      facture: amount(),
      paye: amount(),
      solde: amount('Invoiced and not paid; below zero: paid too much, or to be refunded'),
    },
    { description: 'Over all lines; cancelled ones count as rendezvous, and with what was paid' },
  ),
  rendezVous: Type.Array(ligneSchema, { description: 'A page of them, in the order of their ids' }),
  next: nullableText('Cursor of the following page of rendezVous'),
})

export function showLigne(row: LigneRow): Static<typeof ligneSchema> {
  return {
    rendezVousId: row.rendezVousId,
    medecinId: row.medecinId,
    dateRendezVous: when(row.dateRendezVous),
    statut: row.statut,
    consultationId: row.consultationId,
    consultation: row.consultation,
    factureId: row.factureId,
    facture: row.facture,
    montant: toDecimal(row.montantCentimes),
    paye: toDecimal(row.payeCentimes),
  }
}

export function showDossier(
  row: DossierRow,
  lignes: readonly LigneRow[],
  next: string | null,
): Static<typeof dossierSchema> {
  return {
    patientId: row.patientId,
    identite: row.identite,
    connuLe: when(row.connuLe),
    supprimeLe: when(row.supprimeLe),
    totaux: {
      rendezVous: row.rendezVous,
      consultations: row.consultations,
      facture: toDecimal(row.factureCentimes),
      paye: toDecimal(row.payeCentimes),
      solde: toDecimal(row.soldeCentimes),
    },
    rendezVous: lignes.map(showLigne),
    next,
  }
}
