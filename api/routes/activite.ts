import { Type } from 'typebox'
import type { JourneeRow } from '../../state/journeeRow.ts'
import { rangeOf, yearOf } from '../../state/keys.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { notFound } from '../problems.ts'
import { activitesSchema, showActivites } from '../resources/activite.ts'
import { everyRow } from '../rows/everyRow.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'

/** `GET /api/medecins/{id}/activite`. */
export function activiteRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/medecins/:id/activite',
    {
      config: { access: { roles: ['secretariat', 'comptable'], medecin: 'himself' }, etag: true },
      schema: {
        summary: 'A médecin’s revenue and occupancy: the days of a month, or the months of a year',
        description:
          'By the day of the rendezvous, in the practice’s time zone; of the invoice where that has no date.',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object(
          { periode: Type.String({ pattern: '^\\d{4}(-\\d{2})?$', description: '`YYYY` or `YYYY-MM`' }) },
          { additionalProperties: false },
        ),
        response: { 200: activitesSchema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async request => {
      const { id } = request.params
      const { periode } = request.query
      const byMonth = periode.length === 4
      const range = byMonth ? yearOf(id, periode) : rangeOf(id, periode)
      const { freshness } = request
      const days: JourneeRow[] = []
      for await (const row of everyRow(rows, stores.journees.name, range, freshness))
        days.push(row as unknown as JourneeRow)
      if (days.length === 0 && (await rows.get(stores.medecins.name, id, freshness)) === null)
        throw notFound('médecin', id)
      return showActivites(id, periode, days, byMonth)
    },
  )
}
