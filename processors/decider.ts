import type { Decision, Parent, RaisonDeRejet, Refus } from '../state/decision.ts'
import type { DemandeRow, Souhait } from '../state/demandeRow.ts'
import { valueAt } from '../state/history.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { isLater, type Stamp } from '../state/stamp.ts'

export interface DecisionRules {
  /** Amount where the médecin has no tarif. */
  readonly montantParDefautCentimes: number
  readonly dureeParDefautMinutes: number
  /** How long a rendezvous waits for its parents, ms of event time. */
  readonly delaiAttenteMs: number
}

export const defaultRules: DecisionRules = {
  montantParDefautCentimes: 20_000,
  dureeParDefautMinutes: 30,
  delaiAttenteMs: 24 * 3_600_000,
}

/**
 * Decides a rendezvous from what is known of it, its patient and its médecin: a function of the events alone, so that it
 * comes out the same whichever of them arrived first. `refus` is what arbitrer.ts says of the time that it wants.
 *
 * Amount and duration are those in force when the rendezvous was asked for: an update after it does not touch them, one
 * before it does even if it arrives late. The specialité is the present one while the rendezvous is open.
 */
export function decider(
  demande: DemandeRow,
  medecin: MedecinRow | undefined,
  rules: DecisionRules,
  refus: Refus | null = null,
): Decision {
  const { demandeLe, patientConnuLe, annule, termineLe } = demande
  const manque: Parent[] = []
  if (patientConnuLe === null) manque.push('PATIENT')
  if ((medecin?.connuLe ?? null) === null) manque.push('MEDECIN')
  const historique = medecin?.historique
  const fin = annule?.time ?? termineLe ?? Number.POSITIVE_INFINITY
  return {
    nombre: demande.nombre,
    ...issueDe(demande, medecin, rules, refus),
    manque,
    specialite: historique ? valueAt(historique.specialite, fin) : null,
    montantCentimes:
      (historique && valueAt(historique.tarifCentimes, demandeLe)) ?? rules.montantParDefautCentimes,
    dureeMinutes: dureeDe(demande.dureeMinutes, demandeLe, medecin, rules),
    patientSupprimeLe: demande.patientSupprimeLe,
    effaceLe: demande.effaceLe,
  }
}

type Issue = Pick<Decision, 'accepteLe' | 'rejet' | 'attendJusqua'>

/** Cancelled while it waited: there was never anything to consult or to bill. */
const aucune: Issue = { accepteLe: null, rejet: null, attendJusqua: null }

function issueDe(
  demande: DemandeRow,
  medecin: MedecinRow | undefined,
  rules: DecisionRules,
  refus: Refus | null,
): Issue {
  const { annule, patientConnuLe } = demande
  const moment = momentDe(demande, medecin, rules)
  if (moment !== null) {
    if (annule !== null && !isLater(annule, moment)) return aucune
    if (refus !== null) return { ...aucune, rejet: { raison: refus, time: moment.time } }
    return { ...aucune, accepteLe: moment.time }
  }
  const limite = demande.depuis.time + rules.delaiAttenteMs
  if (annule !== null && annule.time <= limite) return aucune
  const isLate = (connuLe: number | null) => connuLe !== null && connuLe > limite
  // Or somebody cancelled it after that: so much time is over.
  const isOver = isLate(patientConnuLe) || isLate(medecin?.connuLe ?? null) || annule !== null
  if (!isOver) return { ...aucune, attendJusqua: limite }
  return { ...aucune, rejet: { raison: inconnu(patientConnuLe, limite), time: limite } }
}

/** A decision as it is at some event time: what waited in vain is rejected. Taken back if a parent comes who was in time. */
export function expirer(decision: Decision, now: number): Decision {
  const { attendJusqua: time, manque } = decision
  if (time === null || time >= now) return decision
  const raison = manque.includes('PATIENT') ? 'PATIENT_INCONNU' : 'MEDECIN_INCONNU'
  return { ...decision, rejet: { raison, time }, attendJusqua: null }
}

const inconnu = (patientConnuLe: number | null, limite: number): RaisonDeRejet =>
  patientConnuLe !== null && patientConnuLe <= limite ? 'MEDECIN_INCONNU' : 'PATIENT_INCONNU'

/** When it can be decided: as soon as both parents are known. Null: not yet, or too late. */
export function momentDe(
  { depuis, patientConnuLe }: Souhait,
  medecin: MedecinRow | undefined,
  rules: DecisionRules,
): Stamp | null {
  const medecinConnuLe = medecin?.connuLe ?? null
  if (patientConnuLe === null || medecinConnuLe === null) return null
  const time = Math.max(patientConnuLe, medecinConnuLe)
  if (time <= depuis.time) return depuis
  return time <= depuis.time + rules.delaiAttenteMs ? { time, eventId: '' } : null
}

/** In minutes. */
export const dureeDe = (
  demandee: number | null,
  demandeLe: number,
  medecin: MedecinRow | undefined,
  rules: DecisionRules,
): number =>
  demandee ??
  (medecin && valueAt(medecin.historique.dureeConsultation, demandeLe)) ??
  rules.dureeParDefautMinutes

export function sameDecision(a: Decision, b: Decision): boolean {
  return (
    a.nombre === b.nombre &&
    a.accepteLe === b.accepteLe &&
    a.rejet?.raison === b.rejet?.raison &&
    a.rejet?.time === b.rejet?.time &&
    a.attendJusqua === b.attendJusqua &&
    a.specialite === b.specialite &&
    a.montantCentimes === b.montantCentimes &&
    a.dureeMinutes === b.dureeMinutes &&
    a.patientSupprimeLe === b.patientSupprimeLe &&
    a.effaceLe === b.effaceLe &&
    a.manque.join() === b.manque.join()
  )
}
