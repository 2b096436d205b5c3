import { derivedId, factureIdOf } from '../events/derivedId.ts'
import type { ConsultationRow } from '../state/consultationRow.ts'
import type { FactureRow } from '../state/factureRow.ts'
import type { Conclusion, RendezvousRow } from '../state/rendezvousRow.ts'

/** Ids of what a rendezvous causes: the same after every replay. */
export interface Ids {
  readonly consultationId: string
  readonly factureId: string
}

export function idsDe(rendezVousId: string): Ids {
  const consultationId = derivedId('consultation', rendezVousId)
  return { consultationId, factureId: factureIdOf(consultationId) }
}

type Concluded = RendezvousRow & { readonly conclusion: Conclusion }

export function consultationDe({ rendezVousId, conclusion }: Concluded, ids: Ids): ConsultationRow | null {
  if (conclusion.consultation === null) return null
  return {
    v: 1,
    consultationId: ids.consultationId,
    rendezVousId,
    patientId: conclusion.patientId,
    medecinId: conclusion.medecinId,
    specialite: conclusion.specialite,
    dateConsultation: conclusion.dateRendezVous,
    dureeMinutes: conclusion.dureeMinutes,
    montantCentimes: conclusion.montantCentimes,
    statut: conclusion.consultation,
    creeeLe: conclusion.accepteLe!,
  }
}

export function factureDe(
  { rendezVousId, conclusion }: Concluded,
  ids: Ids,
  delaiPaiementMs: number,
): FactureRow | null {
  if (conclusion.facture === null) return null
  return {
    v: 2,
    factureId: ids.factureId,
    consultationId: ids.consultationId,
    rendezVousId,
    patientId: conclusion.patientId,
    medecinId: conclusion.medecinId,
    montantCentimes: conclusion.montantCentimes,
    payeCentimes: conclusion.payeCentimes,
    statut: conclusion.facture,
    emiseLe: conclusion.factureLe!,
    echeanceLe: conclusion.factureLe! + delaiPaiementMs,
  }
}
