import type { OutgoingEvent } from '../events/encode.ts'
import type { ConsultationRow, ConsultationStatut } from '../state/consultationRow.ts'
import type { Decision } from '../state/decision.ts'
import type { FactureRow } from '../state/factureRow.ts'
import { appliedCount } from '../state/ledger.ts'
import type { Conclusion, RendezvousRow } from '../state/rendezvousRow.ts'
import { sameDecision } from './decider.ts'
import { consultationDe, factureDe, type Ids } from './derives.ts'
import { publier } from './publier.ts'
import { statutDe } from './statutDe.ts'

/** When the invoice is made: with the consultation, or when it has taken place. */
export type Facturation = 'creation' | 'realisation'

/** What follows from a decision: rows as they are to be (null: none) and events to publish. */
export interface Conclue {
  readonly row: RendezvousRow & { readonly conclusion: Conclusion }
  readonly consultation: ConsultationRow | null
  readonly facture: FactureRow | null
  readonly events: readonly OutgoingEvent[]
  readonly revision: number
}

/**
 * Carries out a decision. Null when there is nothing to do: the decision is about an earlier state of the rendezvous (a later
 * one is on its way), or it is the one already carried out.
 */
export function conclure(
  row: RendezvousRow,
  decision: Decision,
  { facturation, ids, revision }: { facturation: Facturation; ids: Ids; revision: number },
): Conclue | null {
  if (decision.nombre !== appliedCount(row.applied)) return null
  const { patientId, medecinId, dateRendezVous } = row
  if (patientId === null || medecinId === null) return null
  const before = row.conclusion
  if (before && sameDecision(before, decision)) return null

  const conclusion: Conclusion = {
    ...decision,
    patientId,
    medecinId,
    dateRendezVous,
    statut: statutDe({ ...row, conclusion: decision }),
    consultation: consultationStatut(row, decision),
    ...factureEtat(row, decision, facturation),
  }
  const next = { ...row, conclusion, statut: conclusion.statut, manque: manqueDe(conclusion) }
  return {
    row: next,
    consultation: consultationDe(next, ids),
    facture: factureDe(next, ids),
    ...publier(next, before, ids, revision),
  }
}

/** Parents are waited for only as long as it is open. */
const manqueDe = ({ statut, manque }: Conclusion) => (statut === 'EN_ATTENTE' ? manque : [])

function consultationStatut(row: RendezvousRow, { accepteLe }: Decision): ConsultationStatut | null {
  if (accepteLe === null) return null
  if (row.fin === null) return 'CREEE'
  return row.fin.type === 'ANNULE' ? 'ANNULEE' : 'REALISEE'
}

function factureEtat(
  { fin }: RendezvousRow,
  { accepteLe }: Decision,
  facturation: Facturation,
): Pick<Conclusion, 'facture' | 'factureLe'> {
  if (accepteLe === null) return { facture: null, factureLe: null }
  if (facturation === 'creation') {
    return { facture: fin?.type === 'ANNULE' ? 'ANNULEE' : 'EMISE', factureLe: accepteLe }
  }
  if (fin?.type !== 'TERMINE') return { facture: null, factureLe: null }
  return { facture: 'EMISE', factureLe: Math.max(accepteLe, fin.time) }
}
