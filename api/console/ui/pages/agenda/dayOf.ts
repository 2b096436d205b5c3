import { practice, today } from '../../practice.ts'
import type { Slots } from '../../rendezvous/daySlots.ts'
import { addDays } from '../../zoned.ts'
import { type Cell, cellsOf } from './cellsOf.ts'
import type { Column } from './column.ts'

export interface Hours {
  readonly opens: number
  readonly closes: number
}

const usual: Hours = { opens: 8 * 60, closes: 19 * 60 }

/** The hours that are drawn: the usual ones, and what lies outside of them. */
export function hoursOf(columns: readonly Column[], slots: (column: Column) => Slots | null): Hours {
  const spans = columns.flatMap(column => slots(column)?.creneaux.map(each => spanIn(column.day, each)) ?? [])
  const opens = Math.min(usual.opens, ...spans.map(({ from }) => Math.floor(from / 60) * 60))
  const closes = Math.max(usual.closes, ...spans.map(({ to }) => Math.ceil(to / 60) * 60))
  return { opens, closes }
}

/** What is drawn of a column. */
export function cellsIn(column: Column, { creneaux, absences }: Slots, hours: Hours): readonly Cell[] {
  const { day, duration } = column
  return cellsOf({
    taken: creneaux.map(creneau => ({ ...spanIn(day, creneau), creneau })),
    away: absences.map(each => spanIn(day, each)),
    ...hours,
    duration,
    now: nowIn(day),
  })
}

/** In minutes of that day: all of it lies before a day that is over. */
export function nowIn(day: string): number {
  if (day !== today()) return day < today() ? Number.POSITIVE_INFINITY : 0
  return practice.localOf(Date.now()).minutes
}

function spanIn(day: string, { debut, fin }: { readonly debut: string; readonly fin: string }) {
  return { from: minutesIn(day, debut), to: minutesIn(day, fin) }
}

function minutesIn(day: string, at: string): number {
  const local = practice.localOf(Date.parse(at))
  if (local.day === day) return local.minutes
  return local.day < day ? 0 : local.day >= addDays(day, 1) ? 24 * 60 : local.minutes
}
