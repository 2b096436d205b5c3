import type { Decision, Parent } from '../state/decision.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import { valueAt } from '../state/history.ts'
import type { MedecinRow } from '../state/medecinRow.ts'

export interface DecisionRules {
  /** Amount where the médecin has no tarif. */
  readonly montantParDefautCentimes: number
  readonly dureeParDefautMinutes: number
}

export const defaultRules: DecisionRules = { montantParDefautCentimes: 20_000, dureeParDefautMinutes: 30 }

/**
 * Decides a rendezvous from what is known of it, its patient and its médecin: a function of the events alone, so that it
 * comes out the same whichever of them arrived first.
 *
 * Amount and duration are those in force when the rendezvous was asked for: an update after it does not touch them, one
 * before it does even if it arrives late. The specialité is the present one while the rendezvous is open.
 */
export function decider(
  demande: DemandeRow,
  medecin: MedecinRow | undefined,
  rules: DecisionRules,
): Decision {
  const { demandeLe, patientConnuLe, annuleLe, termineLe } = demande
  const medecinConnuLe = medecin?.connuLe ?? null
  const manque: Parent[] = []
  if (patientConnuLe === null) manque.push('PATIENT')
  if (medecinConnuLe === null) manque.push('MEDECIN')

  let accepteLe: number | null = null
  if (patientConnuLe !== null && medecinConnuLe !== null) {
    const known = Math.max(demandeLe, patientConnuLe, medecinConnuLe)
    // Cancelled while it waited: there was never anything to consult or to bill.
    if (annuleLe === null || annuleLe > known) accepteLe = known
  }

  const historique = medecin?.historique
  const fin = annuleLe ?? termineLe ?? Number.POSITIVE_INFINITY
  return {
    nombre: demande.nombre,
    accepteLe,
    manque,
    specialite: historique ? valueAt(historique.specialite, fin) : null,
    montantCentimes:
      (historique && valueAt(historique.tarifCentimes, demandeLe)) ?? rules.montantParDefautCentimes,
    dureeMinutes:
      demande.dureeMinutes ??
      (historique && valueAt(historique.dureeConsultation, demandeLe)) ??
      rules.dureeParDefautMinutes,
  }
}

export function sameDecision(a: Decision, b: Decision): boolean {
  return (
    a.nombre === b.nombre &&
    a.accepteLe === b.accepteLe &&
    a.specialite === b.specialite &&
    a.montantCentimes === b.montantCentimes &&
    a.dureeMinutes === b.dureeMinutes &&
    a.manque.join() === b.manque.join()
  )
}
