import type { AbsenceEvent } from '../events/event.ts'
import { type Absence, type AbsencesRow, maxAbsences } from '../state/absencesRow.ts'
import { absencesKey } from '../state/keys.ts'
import { isLater } from '../state/stamp.ts'
import type { Reservation } from './reservation.ts'
import type { Rows } from './rows.ts'

/** Longer ones, and those without an end, are kept once for all months. */
const maxMois = 24

/**
 * What an event says of its médecin's presence; null when it names no interval. Without `debut` it speaks of the time from the
 * event on, without `fin` of all that follows; a slot that was freed has both.
 */
export function absenceDe({ type, eventId, time, data }: AbsenceEvent): Absence | null {
  const { fin } = data
  if (type === 'creneau.libere' && (data.debut === null || fin === null)) return null
  const debut = data.debut ?? time
  if (fin !== null && fin <= debut) return null
  return { time, eventId, absent: type === 'medecin.unavailable', debut, fin }
}

/** Keeps an absence; false when it was kept before. */
export function recordAbsence(rows: Rows<AbsencesRow>, medecinId: string, absence: Absence): boolean {
  const head = rows.get(absencesKey(medecinId, null)) ?? { v: 1, mois: [], evenements: [] }
  const mois = absence.fin === null ? null : moisDe(absence.debut, absence.fin)
  if (mois === null) {
    const next = withAbsence(head, absence)
    if (next) rows.put(absencesKey(medecinId, null), next)
    return next !== null
  }
  let isNew = false
  for (const month of mois) {
    const key = absencesKey(medecinId, month)
    const next = withAbsence(rows.get(key) ?? { v: 1, mois: [], evenements: [] }, absence)
    if (!next) continue
    isNew = true
    rows.put(key, next)
  }
  const unlisted = mois.filter(month => !head.mois.includes(month))
  if (unlisted.length > 0) {
    rows.put(absencesKey(medecinId, null), { ...head, mois: [...head.mois, ...unlisted].sort() })
  }
  return isNew
}

/** Whether the médecin had said, by the time of the decision, that he would be away for some of it. */
export function estAbsent(
  rows: Rows<AbsencesRow>,
  medecinId: string,
  { debut, fin, decision }: Reservation,
): boolean {
  const head = rows.get(absencesKey(medecinId, null))
  if (head === undefined) return false
  const said = [...head.evenements]
  for (const month of moisDe(debut, fin) ?? []) {
    if (head.mois.includes(month)) said.push(...rows.get(absencesKey(medecinId, month))!.evenements)
  }
  return (
    absentDe(
      said.filter(each => isLater(decision, each)),
      { debut, fin },
    ).length > 0
  )
}

/** The parts of a time for which a médecin who said all this is away. */
export function absentDe(said: readonly Absence[], { debut, fin }: Interval): readonly Interval[] {
  const relevant = said
    .filter(each => each.debut < fin && (each.fin === null || each.fin > debut))
    .sort((a, b) => (isLater(a, b) ? 1 : -1))
  let away: readonly Interval[] = []
  for (const each of relevant) {
    const upto = each.fin ?? Number.POSITIVE_INFINITY
    away = away.flatMap(part => without(part, each.debut, upto))
    if (each.absent) away = [...away, { debut: Math.max(debut, each.debut), fin: Math.min(fin, upto) }]
  }
  return away
}

export interface Interval {
  readonly debut: number
  readonly fin: number
}

function without(part: Interval, debut: number, fin: number): readonly Interval[] {
  if (fin <= part.debut || debut >= part.fin) return [part]
  const rest: Interval[] = []
  if (part.debut < debut) rest.push({ debut: part.debut, fin: debut })
  if (fin < part.fin) rest.push({ debut: fin, fin: part.fin })
  return rest
}

/** The months (UTC) that it touches; null when they are more than {@link maxMois}. */
function moisDe(debut: number, fin: number): readonly string[] | null {
  const mois: string[] = []
  const [first, last] = [new Date(debut), new Date(fin - 1)]
  const of = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth()
  if (of(last) - of(first) >= maxMois) return null
  for (let month = of(first); month <= of(last); month++) {
    mois.push(`${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`)
  }
  return mois
}

function withAbsence(row: AbsencesRow, absence: Absence): AbsencesRow | null {
  if (row.evenements.some(({ eventId }) => eventId === absence.eventId)) return null
  const evenements = [...row.evenements, absence].sort((a, b) => (isLater(a, b) ? 1 : -1))
  return { ...row, evenements: evenements.slice(-maxAbsences) }
}
