import { type Static, Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { JourneeRow } from '../../state/journeeRow.ts'
import { amount, id } from './fields.ts'

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

type Activite = Static<typeof activiteSchema>

/** Days as they are, or added up by month; and all of them. */
export function showActivites(
  medecinId: string,
  periode: string,
  rows: readonly JourneeRow[],
  byMonth: boolean,
): Static<typeof activitesSchema> {
  const periods = new Map<string, JourneeRow[]>()
  for (const row of rows) {
    const period = byMonth ? row.jour.slice(0, 7) : row.jour
    const days = periods.get(period)
    if (days) days.push(row)
    else periods.set(period, [row])
  }
  return {
    medecinId,
    items: [...periods].map(([period, days]) => total(period, days)),
    total: total(periode, rows),
  }
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
