import type { DemandeRow, Souhait } from '../state/demandeRow.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { isLater, type Stamp } from '../state/stamp.ts'
import { type DecisionRules, dureeDe, momentDe } from './decider.ts'

/** A time that a rendezvous asks for, once it can be decided. If it gets it, it has it from `decision` to `jusqua`. */
export interface Reservation {
  readonly rendezVousId: string
  /** See Prise. */
  readonly rang: number
  readonly debut: number
  readonly fin: number
  readonly decision: Stamp
  readonly depuis: Stamp
  /** When it was cancelled or moved; null: never. */
  readonly jusqua: Stamp | null
}

/** What a demande asks of one médecin's time, now and before. Without a date it asks for none. */
export function reservationsDe(
  demande: DemandeRow,
  medecinId: string,
  medecin: MedecinRow | undefined,
  rules: DecisionRules,
): readonly Reservation[] {
  const reservations: Reservation[] = []
  const add = (souhait: Souhait, rang: number, jusqua: Stamp | null) => {
    const { dateRendezVous: debut, dureeMinutes, depuis } = souhait
    if (debut === null || souhait.medecinId !== medecinId) return
    const decision = momentDe(souhait, medecin, rules)
    if (decision === null || (jusqua !== null && !isLater(jusqua, decision))) return
    const fin = debut + dureeDe(dureeMinutes, demande.demandeLe, medecin, rules) * 60_000
    reservations.push({ rendezVousId: demande.rendezVousId, rang, debut, fin, decision, depuis, jusqua })
  }
  const { annule, anciens } = demande
  for (const [rang, ancien] of anciens.entries()) {
    const { jusqua } = ancien
    add(ancien, rang, annule !== null && isLater(jusqua, annule) ? annule : jusqua)
  }
  add(demande, anciens.length, annule)
  return reservations
}

/**
 * The order of decisions: of event times, then of event ids. What waited for a parent is decided with that parent, before all
 * that happens in the same millisecond, in the order in which it had asked.
 */
export const precede = (a: Reservation, b: Reservation): boolean =>
  comes(a.decision, b.decision) ?? comes(a.depuis, b.depuis) ?? a.rendezVousId < b.rendezVousId

/** Whether it keeps another one, decided after it, from the time that both want. */
export const empeche = (a: Reservation, b: Reservation): boolean =>
  a.debut < b.fin && b.debut < a.fin && precede(a, b) && (a.jusqua === null || isLater(a.jusqua, b.decision))

export const sameReservations = (a: readonly Reservation[], b: readonly Reservation[]): boolean =>
  a.length === b.length && a.every((each, i) => sameReservation(each, b[i]!))

const sameReservation = (a: Reservation, b: Reservation): boolean =>
  a.rang === b.rang &&
  a.debut === b.debut &&
  a.fin === b.fin &&
  comes(a.decision, b.decision) === null &&
  comes(a.depuis, b.depuis) === null &&
  (a.jusqua === null || b.jusqua === null ? a.jusqua === b.jusqua : comes(a.jusqua, b.jusqua) === null)

/** Null: they are the same. */
function comes(a: Stamp, b: Stamp): boolean | null {
  if (a.time === b.time && a.eventId === b.eventId) return null
  return isLater(b, a)
}
