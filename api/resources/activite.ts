import { type Static, Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { JourneeRow } from '../../state/journeeRow.ts'
import { amount, id, nullableText } from './fields.ts'

export const activiteSchema = Type.Object({
  periode: Type.String({ description: '`YYYY-MM-DD`, or `YYYY-MM` for a month' }),
  rendezVous: Type.Integer(),
  minutes: Type.Integer({ description: 'Taken by rendezvous' }),
  heures: Type.Record(Type.String(), Type.Integer(), {
    description: 'Minutes taken, by hour of the day (`HH`)',
  }),
  factures: Type.Integer(),
  recette: amount('Invoiced; cancelled rendezvous do not count'),
})

export const activitesSchema = Type.Object({
  medecinId: id(),
  items: Type.Array(activiteSchema, { description: 'Days, or months, that have any' }),
  total: activiteSchema,
})

export const activitePratiqueSchema = Type.Object({
  items: Type.Array(activiteSchema, {
    description: 'Days, or months, that have any, of all médecins together',
  }),
  medecins: Type.Array(
    Type.Object({
      medecinId: id(),
      nom: nullableText(),
      specialite: nullableText(),
      total: activiteSchema,
    }),
    { description: 'Those that have any, in the order of their ids' },
  ),
  total: activiteSchema,
})

type Activite = Static<typeof activiteSchema>

/** A médecin with his days. */
export interface Journees {
  readonly medecinId: string
  readonly nom: string | null
  readonly specialite: string | null
  readonly days: readonly JourneeRow[]
}

/** The same of all médecins: together, and each in sum. */
export function showActivitePratique(
  periode: string,
  medecins: readonly Journees[],
  byMonth: boolean,
): Static<typeof activitePratiqueSchema> {
  const days = medecins.flatMap(each => each.days).sort((a, b) => (a.jour < b.jour ? -1 : 1))
  return {
    items: byPeriod(days, byMonth),
    medecins: medecins
      .filter(each => each.days.length > 0)
      .map(({ days, ...medecin }) => ({ ...medecin, total: total(periode, days) })),
    total: total(periode, days),
  }
}

/** Days as they are, or added up by month; and all of them. */
export function showActivites(
  medecinId: string,
  periode: string,
  rows: readonly JourneeRow[],
  byMonth: boolean,
): Static<typeof activitesSchema> {
  return { medecinId, items: byPeriod(rows, byMonth), total: total(periode, rows) }
}

/** `rows` are in the order of their days. */
function byPeriod(rows: readonly JourneeRow[], byMonth: boolean): Activite[] {
  const periods = Map.groupBy(rows, ({ jour }) => (byMonth ? jour.slice(0, 7) : jour))
  return Array.from(periods, ([period, days]) => total(period, days))
}

function total(periode: string, rows: readonly JourneeRow[]): Activite {
  const heures: Record<string, number> = {}
  for (const row of rows) {
    for (const [hour, minutes] of Object.entries(row.heures)) heures[hour] = (heures[hour] ?? 0) + minutes
  }
  const sum = (of: (row: JourneeRow) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    periode,
    rendezVous: sum(row => row.rendezVous),
    minutes: sum(row => row.minutes),
    heures: Object.fromEntries(Object.entries(heures).sort(([a], [b]) => (a < b ? -1 : 1))),
    factures: sum(row => row.factures),
    recette: toDecimal(sum(row => row.factureCentimes)),
  }
}
