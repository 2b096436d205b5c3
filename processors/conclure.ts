import type { OutgoingEvent } from '../events/encode.ts'
import type { ConsultationRow, ConsultationStatut } from '../state/consultationRow.ts'
import type { Decision } from '../state/decision.ts'
import type { FactureRow } from '../state/factureRow.ts'
import { appliedCount } from '../state/ledger.ts'
import type { Conclusion, Fin, RendezvousRow } from '../state/rendezvousRow.ts'
import { expirer, sameDecision } from './decider.ts'
import { consultationDe, factureDe, type Ids } from './derives.ts'
import { etatFacture, type FactureRules } from './etatFacture.ts'
import { finDe } from './finDe.ts'
import { publier } from './publier.ts'
import { rappelLe } from './rappel.ts'
import { statutDe } from './statutDe.ts'

/** What follows from a decision: rows as they are to be (null: none) and events to publish. */
export interface Conclue {
  readonly row: RendezvousRow & { readonly conclusion: Conclusion }
  readonly consultation: ConsultationRow | null
  readonly facture: FactureRow | null
  readonly events: readonly OutgoingEvent[]
  readonly revision: number
}

export interface Circonstances {
  readonly rules: FactureRules
  readonly ids: Ids
  readonly revision: number
  /** Event time up to which things are due. */
  readonly horizon: number
}

/**
 * Carries out a decision. Null when there is nothing to do: the decision is about an earlier state of the rendezvous (a later
 * one is on its way), or it is the one already carried out.
 */
export function conclure(row: RendezvousRow, decided: Decision, given: Circonstances): Conclue | null {
  if (decided.nombre !== appliedCount(row.applied)) return null
  const decision = expirer(decided, given.horizon)
  if (row.conclusion && sameDecision(row.conclusion, decision)) return null
  return carryOut(row, decision, given)
}

/** Looks again at what was decided: a payment has come, or time has passed. Null when nothing follows, or a decision will. */
export function reconclure(row: RendezvousRow, given: Circonstances): Conclue | null {
  const { conclusion: before } = row
  if (before === null || before.nombre !== appliedCount(row.applied)) return null
  const done = carryOut(row, expirer(before, given.horizon), given)
  if (done === null) return null
  const { statut, facture, payeCentimes } = done.row.conclusion
  const isSame =
    statut === before.statut && facture === before.facture && payeCentimes === before.payeCentimes
  return isSame ? null : done
}

function carryOut(given: RendezvousRow, decision: Decision, circonstances: Circonstances): Conclue | null {
  const { rules, ids, revision, horizon } = circonstances
  const row = decision.effaceLe === null ? given : efface(given)
  const { patientId, medecinId, dateRendezVous } = row
  if (patientId === null || medecinId === null) return null
  const before = row.conclusion
  const decided = { ...row, conclusion: decision }
  const fin = finDe(decided)
  const conclusion: Conclusion = {
    ...decision,
    patientId,
    medecinId,
    dateRendezVous,
    statut: statutDe(decided),
    finLe: fin?.time ?? null,
    consultation: consultationStatut(fin, decision),
    ...etatFacture(row, decision, fin, rules, horizon),
    rappelLe: rappelLe(dateRendezVous, decision.accepteLe, fin),
  }
  const next = { ...row, conclusion, statut: conclusion.statut, manque: manqueDe(conclusion) }
  return {
    row: next,
    consultation: consultationDe(next, ids),
    facture: factureDe(next, ids, rules.delaiPaiementMs),
    ...publier(next, before, { ids, revision, delaiPaiementMs: rules.delaiPaiementMs }),
  }
}

/** Parents are waited for only as long as it is open. */
const manqueDe = ({ statut, manque }: Conclusion) => (statut === 'EN_ATTENTE' ? manque : [])

function consultationStatut(fin: Fin | null, { accepteLe }: Decision): ConsultationStatut | null {
  if (accepteLe === null) return null
  if (fin === null) return 'CREEE'
  return fin.type === 'ANNULE' ? 'ANNULEE' : 'REALISEE'
}

/** What was written about an erased patient in words. */
function efface(row: RendezvousRow): RendezvousRow {
  const silent = (fin: Fin | null) => fin && { ...fin, raison: null }
  return { ...row, motif: null, fin: silent(row.fin), echec: silent(row.echec) }
}
