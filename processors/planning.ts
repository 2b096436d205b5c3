import type { Absence, AbsencesRow } from '../state/absencesRow.ts'
import type { Decision, Refus } from '../state/decision.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { HeureRow, Prise, RefusRow } from '../state/heureRow.ts'
import { demandeKey, heureKey, rangeOf, refusKey } from '../state/keys.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { isLater } from '../state/stamp.ts'
import { estAbsent } from './absence.ts'
import { type DecisionRules, decider } from './decider.ts'
import { type Reservation, reservationsDe } from './reservation.ts'
import type { RangedRows, Rows } from './rows.ts'

export interface PlanningRows {
  readonly demandes: Rows<DemandeRow>
  readonly heures: Rows<HeureRow>
  readonly refus: RangedRows<RefusRow>
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

  /** Reads what is known of their time in one go. */
  lire(reservations: readonly Reservation[]): void {
    const keys = new Set<string>()
    for (const { debut, fin } of reservations)
      for (let hour = hourOf(debut); hour <= hourOf(fin - 1); hour++) keys.add(this.#keyOf(hour))
    this.#rows.heures.getAll([...keys])
  }

  /** Why it does not have its time; null: it has it; undefined: that has not been decided. */
  refus(reservation: Reservation): Refus | null | undefined {
    const { rendezVousId, rang, debut } = reservation
    const key = this.#keyOf(hourOf(debut))
    const row = this.#rows.heures.get(key)
    if (row === undefined) return undefined
    if (row.prises.some(each => isSame(each, reservation))) return null
    return row.refuses === 0 ? undefined : this.#rows.refus.get(refusKey(key, rendezVousId, rang))?.refus
  }

  /** Whether the médecin is away for some of it, as far as was known when it was decided. */
  estAbsent(reservation: Reservation): boolean {
    return estAbsent(this.#rows.absences, this.#medecinId, reservation)
  }

  /** Who else has, or had, any of its time. */
  tenants(reservation: Reservation): readonly Prise[] {
    return this.#autour(reservation, hour => this.#rows.heures.get(this.#keyOf(hour))?.prises ?? [])
  }

  /** Who else wanted any of its time in vain. */
  refuses(reservation: Reservation): readonly RefusRow[] {
    return this.#autour(reservation, hour => {
      const key = this.#keyOf(hour)
      if ((this.#rows.heures.get(key)?.refuses ?? 0) === 0) return []
      return this.#rows.refus.range(`${key}|`, `${key}}`).map(([, row]) => row)
    })
  }

  #autour<P extends Prise>(reservation: Reservation, of: (hour: number) => readonly P[]): readonly P[] {
    const { debut, fin } = reservation
    const found: P[] = []
    for (let hour = hourOf(debut); hour <= hourOf(fin - 1); hour++) {
      for (const each of of(hour)) {
        if (each.debut >= fin || each.fin <= debut || isSame(each, reservation)) continue
        // Each hour that it touches has it: count it in the first.
        if (hour === Math.max(hourOf(debut), hourOf(each.debut))) found.push(each)
      }
    }
    return found
  }

  /** What is behind entries. */
  reservations(prises: readonly Prise[]): readonly Reservation[] {
    const keys = prises.map(({ rendezVousId }) => demandeKey(this.#medecinId, rendezVousId))
    return this.#rows.demandes
      .getAll(keys)
      .map((demande, i) => this.reservationsDe(demande!).find(({ rang }) => rang === prises[i]!.rang)!)
  }

  /** Which of these were decided after a médecin spoke of his time, and want some of it. */
  decidedAfter(
    absence: Absence,
    prises: readonly (Prise & { readonly refus: Refus | null })[],
  ): readonly { readonly reservation: Reservation; readonly avant: Refus | null }[] {
    const found = new Map<string, Prise & { readonly refus: Refus | null }>()
    for (const each of prises) {
      if (each.decideLe < absence.time || each.fin <= absence.debut) continue
      if (absence.fin === null || each.debut < absence.fin)
        found.set(`${each.rang} ${each.rendezVousId}`, each)
    }
    const entries = [...found.values()]
    return this.reservations(entries)
      .map((reservation, i) => ({ reservation, avant: entries[i]!.refus }))
      .filter(({ reservation }) => isLater(reservation.decision, absence))
  }

  inscrire({ rendezVousId, rang, debut, fin, decision }: Reservation, refus: Refus | null): void {
    this.#rewrite({ rendezVousId, rang, debut, fin, decideLe: decision.time }, refus)
  }

  rayer({ rendezVousId, rang, debut, fin, decision }: Reservation): void {
    this.#rewrite({ rendezVousId, rang, debut, fin, decideLe: decision.time }, undefined)
  }

  /** Undefined: it is taken out. */
  #rewrite(prise: Prise, refus: Refus | null | undefined): void {
    for (let hour = hourOf(prise.debut); hour <= hourOf(prise.fin - 1); hour++) {
      const key = this.#keyOf(hour)
      const row = this.#rows.heures.get(key)
      const others = row === undefined ? [] : row.prises.filter(each => !isSame(each, prise))
      const prises = refus === null ? [...others, prise].sort(inOrder) : others
      const refuses = (row?.refuses ?? 0) + this.#refuse(key, row, prise, refus ?? null)
      if (prises.length > 0 || refuses > 0) this.#rows.heures.put(key, { v: 1, prises, refuses })
      else if (row !== undefined) this.#rows.heures.delete(key)
    }
  }

  /** Keeps or takes out its refusal in one hour: how many more there are. */
  #refuse(hour: string, row: HeureRow | undefined, prise: Prise, refus: Refus | null): number {
    const key = refusKey(hour, prise.rendezVousId, prise.rang)
    const before = row !== undefined && row.refuses > 0 && this.#rows.refus.get(key) !== undefined ? 1 : 0
    if (refus !== null) this.#rows.refus.put(key, { v: 1, ...prise, refus })
    else if (before === 1) this.#rows.refus.delete(key)
    return (refus === null ? 0 : 1) - before
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
}

const isSame = (a: Pick<Prise, 'rendezVousId' | 'rang'>, b: Pick<Prise, 'rendezVousId' | 'rang'>) =>
  a.rendezVousId === b.rendezVousId && a.rang === b.rang

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
