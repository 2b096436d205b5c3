import { derivedEventId } from '../events/derivedId.ts'
import type { OutgoingEvent } from '../events/encode.ts'
import type { FactureStatut } from '../state/factureRow.ts'
import type { Conclusion, RendezvousRow } from '../state/rendezvousRow.ts'
import type { Ids } from './derives.ts'
import { regleLe } from './reglement.ts'

export type FactureStep = 'created' | 'overdue' | 'paid' | 'cancelled'

/** By what each statut is told. One to be refunded is its creation told again: it is neither paid nor void. */
const word: Readonly<Record<FactureStatut, FactureStep>> = {
  EMISE: 'created',
  EN_RETARD: 'overdue',
  PAYEE: 'paid',
  A_REMBOURSER: 'created',
  ANNULEE: 'cancelled',
}
/** Within one revision a later word overrules an earlier one. */
const rank: Readonly<Record<FactureStatut, number>> = {
  EMISE: 0,
  EN_RETARD: 1,
  PAYEE: 2,
  A_REMBOURSER: 3,
  ANNULEE: 4,
}

/**
 * What leads from one statut to another. On the way up one word does; on the way back (a payment that failed after all) or
 * with changed figures it is created anew, which takes the next revision.
 */
export function factureSteps(
  before: FactureStatut | null,
  now: FactureStatut | null,
  changed: boolean,
): readonly FactureStep[] {
  if (now === null) return before === null || before === 'ANNULEE' ? [] : ['cancelled']
  if (now === before && (!changed || now === 'ANNULEE')) return []
  const last = word[now]
  if (last === 'created') return [last]
  const isUp = before !== null && !changed && rank[before] < rank[now]
  return isUp ? [last] : ['created', last]
}

export interface FactureTelling {
  readonly row: RendezvousRow
  /** Whose figures are told. */
  readonly of: Conclusion
  readonly ids: Ids
  readonly revision: number
  readonly delaiPaiementMs: number
  /** Of a cancellation. */
  readonly time: number
  readonly raison: string | null
}

export function factureEvent(step: FactureStep, telling: FactureTelling): OutgoingEvent {
  const { row, of, ids, revision, raison } = telling
  const type = `facture.${step}` as const
  const data = {
    factureId: ids.factureId,
    consultationId: ids.consultationId,
    rendezVousId: row.rendezVousId,
    patientId: of.patientId,
    montantCentimes: of.montantCentimes,
    statut: statutOf(step, of.facture),
  }
  const eventId = derivedEventId(row.rendezVousId, type, revision)
  const time = timeOf(step, telling, of.factureLe!)
  return type === 'facture.cancelled'
    ? { type, eventId, time, data: { ...data, raison } }
    : { type, eventId, time, data }
}

function statutOf(step: FactureStep, statut: FactureStatut | null): FactureStatut {
  if (step === 'created') return statut === 'A_REMBOURSER' ? statut : 'EMISE'
  return step === 'overdue' ? 'EN_RETARD' : step === 'paid' ? 'PAYEE' : 'ANNULEE'
}

function timeOf(
  step: FactureStep,
  { row, of, delaiPaiementMs, time }: FactureTelling,
  issued: number,
): number {
  if (step === 'created') return issued
  if (step === 'overdue') return issued + delaiPaiementMs
  if (step === 'paid') return Math.max(issued, regleLe(row.paiements, of.montantCentimes) ?? issued)
  return Math.max(issued, time)
}
