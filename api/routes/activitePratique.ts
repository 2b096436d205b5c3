import { Type } from 'typebox'
import type { JourneeRow } from '../../state/journeeRow.ts'
import { journeeKey, type KeyRange, rangeOf, yearOf } from '../../state/keys.ts'
import type { MedecinRow } from '../../state/medecinRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { activitePratiqueSchema, type Journees, showActivitePratique } from '../resources/activite.ts'
import { everyRow } from '../rows/everyRow.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

/** Médecins whose days are read at the same time. */
const atOnce = 16

/** `GET /api/activite`: of a médecin it is his own range of days, so a question costs médecins × days of the period. */
export function activitePratiqueRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/activite',
    {
      config: { access: { roles: ['secretariat', 'comptable'] }, etag: true },
      schema: {
        summary: 'The practice’s revenue and occupancy: a day, the days of a month, or the months of a year',
        description:
          'Of all médecins together and of each in sum. By the day of the rendezvous, in the practice’s time zone; of the invoice where that has no date.',
        tags: ['queries'],
        querystring: Type.Object(
          {
            periode: Type.String({
              pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$',
              description: '`YYYY`, `YYYY-MM` or `YYYY-MM-DD`',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: activitePratiqueSchema, ...invalidResponse, ...awayResponse },
      },
    },
    async ({ query: { periode }, freshness }) => {
      const medecins: MedecinRow[] = []
      for await (const row of everyRow(rows, stores.medecins.name, {}, freshness))
        medecins.push(row as unknown as MedecinRow)
      medecins.sort((a, b) => (a.medecinId < b.medecinId ? -1 : 1))
      const daysOf = async ({ medecinId, nom, specialite }: MedecinRow): Promise<Journees> => {
        const days: JourneeRow[] = []
        for await (const row of everyRow(rows, stores.journees.name, daysIn(periode, medecinId), freshness))
          days.push(row as unknown as JourneeRow)
        return { medecinId, nom, specialite, days }
      }
      const read: Journees[] = []
      for (let i = 0; i < medecins.length; i += atOnce)
        read.push(...(await Promise.all(medecins.slice(i, i + atOnce).map(daysOf))))
      return showActivitePratique(periode, read, periode.length === 4)
    },
  )
}

function daysIn(periode: string, medecinId: string): KeyRange {
  if (periode.length === 4) return yearOf(medecinId, periode)
  const month = rangeOf(medecinId, periode.slice(0, 7))
  const day = journeeKey(medecinId, periode)
  return periode.length === 7 ? month : { ...month, from: day, to: `${day}|` }
}
