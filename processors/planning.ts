import type { Absence, AbsencesRow } from '../state/absencesRow.ts'
import type { Decision, Refus } from '../state/decision.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { HeureRow, Prise } from '../state/heureRow.ts'
import { demandeKey, heureKey, rangeOf } from '../state/keys.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { isLater } from '../state/stamp.ts'
import { estAbsent } from './absence.ts'
import { type DecisionRules, decider } from './decider.ts'
import { type Reservation, reservationsDe } from './reservation.ts'
import type { Rows } from './rows.ts'

export interface PlanningRows {
  readonly demandes: Rows<DemandeRow>
  readonly heures: Rows<HeureRow>
  readonly absences: Rows<AbsencesRow>
}

/** One médecin's time: who asked for it, and who has it. */
export class Planning {
  readonly #medecinId: string
  readonly #medecin: MedecinRow | undefined
  readonly #rules: DecisionRules
  readonly #rows: PlanningRows
  /** Nearly all that happens in one record happens in one hour. */
  #hour = Number.NaN
  #key = ''

  constructor(medecinId: string, medecin: MedecinRow | undefined, rules: DecisionRules, rows: PlanningRows) {
    this.#medecinId = medecinId
    this.#medecin = medecin
    this.#rules = rules
    this.#rows = rows
  }

  reservationsDe(demande: DemandeRow): readonly Reservation[] {
    return reservationsDe(demande, this.#medecinId, this.#medecin, this.#rules)
  }

  /** What is decided of a demande; by default with what has been decided of the time that it wants now. */
  decision(demande: DemandeRow, refus: Refus | null = this.#refusDe(demande)): Decision {
    return decider(demande, this.#medecin, this.#rules, refus)
  }

  demande(rendezVousId: string): DemandeRow {
    return this.#rows.demandes.get(demandeKey(this.#medecinId, rendezVousId))!
  }

  /** Why it does not have its time; null: it has it; undefined: that has not been decided. */
  refus({ rendezVousId, rang, debut }: Reservation): Refus | null | undefined {
    const row = this.#rows.heures.get(this.#keyOf(hourOf(debut)))
    return row?.prises.find(each => each.rendezVousId === rendezVousId && each.rang === rang)?.refus
  }

  /** Whether the médecin is away for some of it, as far as was known when it was decided. */
  estAbsent(reservation: Reservation): boolean {
    return estAbsent(this.#rows.absences, this.#medecinId, reservation)
  }

  /** What else was decided about any of its time. */
  autour({ rendezVousId, rang, debut, fin }: Reservation): readonly Prise[] {
    const found: Prise[] = []
    for (let hour = hourOf(debut); hour <= hourOf(fin - 1); hour++) {
      const row = this.#rows.heures.get(this.#keyOf(hour))
      if (row === undefined) continue
      for (const each of row.prises) {
        if (each.debut >= fin || each.fin <= debut) continue
        if (each.rendezVousId === rendezVousId && each.rang === rang) continue
        // Each hour that it touches has it: count it in the first.
        if (hour === Math.max(hourOf(debut), hourOf(each.debut))) found.push(each)
      }
    }
    return found
  }

  /** What is behind an entry. */
  reservation({ rendezVousId, rang }: Prise): Reservation {
    return this.reservationsDe(this.demande(rendezVousId)).find(each => each.rang === rang)!
  }

  /** Which of these hours' reservations were decided after a médecin spoke of his time, and want some of it. */
  decidedAfter(
    absence: Absence,
    hours: readonly (readonly [string, HeureRow])[],
  ): readonly { readonly reservation: Reservation; readonly avant: Refus | null }[] {
    const found = new Map<string, Prise>()
    for (const [, { prises }] of hours) {
      for (const each of prises) {
        if (each.decideLe < absence.time || each.fin <= absence.debut) continue
        if (absence.fin === null || each.debut < absence.fin)
          found.set(`${each.rang} ${each.rendezVousId}`, each)
      }
    }
    return [...found.values()]
      .map(each => ({ reservation: this.reservation(each), avant: each.refus }))
      .filter(({ reservation }) => isLater(reservation.decision, absence))
  }

  inscrire({ rendezVousId, rang, debut, fin, decision }: Reservation, refus: Refus | null): void {
    const prise: Prise = { rendezVousId, rang, debut, fin, decideLe: decision.time, refus }
    this.#rewrite(prise, others => [...others, prise].sort(inOrder))
  }

  rayer(reservation: Reservation): void {
    this.#rewrite(reservation, others => others)
  }

  #keyOf(hour: number): string {
    if (hour !== this.#hour) {
      this.#hour = hour
      this.#key = heureKey(this.#medecinId, hour)
    }
    return this.#key
  }

  #refusDe(demande: DemandeRow): Refus | null {
    const last = this.reservationsDe(demande).at(-1)
    return last?.rang === demande.anciens.length ? (this.refus(last) ?? null) : null
  }

  #rewrite(
    { rendezVousId, rang, debut, fin }: Reservation | Prise,
    change: (others: readonly Prise[]) => readonly Prise[],
  ): void {
    const { heures } = this.#rows
    for (let hour = hourOf(debut); hour <= hourOf(fin - 1); hour++) {
      const key = this.#keyOf(hour)
      const before = heures.get(key)?.prises ?? []
      const prises = change(before.filter(each => each.rendezVousId !== rendezVousId || each.rang !== rang))
      if (prises.length > 0) heures.put(key, { v: 1, prises })
      else if (before.length > 0) heures.delete(key)
    }
  }
}

/** The keys of the hours that an interval touches; without `fin` of all that follow. */
export function heuresDe(medecinId: string, debut: number, fin: number | null): readonly [string, string] {
  const from = heureKey(medecinId, hourOf(debut))
  return [from, fin === null ? rangeOf(medecinId).to : heureKey(medecinId, hourOf(fin - 1) + 1)]
}

export const hourOf = (instant: number): number => Math.floor(instant / 3_600_000)

function inOrder(a: Prise, b: Prise): number {
  if (a.debut !== b.debut) return a.debut - b.debut
  if (a.rendezVousId !== b.rendezVousId) return a.rendezVousId < b.rendezVousId ? -1 : 1
  return a.rang - b.rang
}
