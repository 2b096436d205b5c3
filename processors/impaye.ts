import type { FactureRow } from '../state/factureRow.ts'
import type { ImpayeRow } from '../state/impayeRow.ts'

/** The place of an invoice among the unpaid; null: it is none of them. */
export function impayeDe(facture: FactureRow | null): ImpayeRow | null {
  if (facture === null || (facture.statut !== 'EMISE' && facture.statut !== 'EN_RETARD')) return null
  const {
    factureId,
    rendezVousId,
    patientId,
    medecinId,
    montantCentimes,
    payeCentimes,
    emiseLe,
    echeanceLe,
  } = facture
  return {
    v: 1,
    factureId,
    rendezVousId,
    patientId,
    medecinId,
    montantCentimes,
    resteCentimes: montantCentimes - payeCentimes,
    emiseLe,
    echeanceLe,
    statut: facture.statut,
  }
}
