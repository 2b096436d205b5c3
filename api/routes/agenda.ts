import { Type } from 'typebox'
import type { AgendaRow } from '../../state/agendaRow.ts'
import { rangeOf } from '../../state/keys.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { Cursors } from '../cursor.ts'
import { notFound } from '../problems.ts'
import { agendaSchema, creneauSchema, showCreneau } from '../resources/agenda.ts'
import type { Rows } from '../rows/rows.ts'
import { answerList, formatQuery, isPage } from './answerList.ts'
import { atQuery, momentOf } from './moment.ts'
import { paging } from './paging.ts'
import { awayResponse, goneResponse, invalidResponse, missingResponse } from './problemResponses.ts'

/** `GET /api/medecins/{id}/agenda`. */
export function agendaRoute(app: Api, rows: Rows, csvRows: number): void {
  app.get(
    '/api/medecins/:id/agenda',
    {
      config: {
        access: { roles: ['secretariat'], medecin: 'himself', trail: 'read' },
        csv: true,
        etag: true,
      },
      schema: {
        summary: 'A médecin’s taken slots, of one day or of all; as they are, or as they were',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object(
          {
            date: Type.Optional(
              Type.String({ format: 'date', description: 'A day of the practice’s time zone, YYYY-MM-DD' }),
            ),
            ...atQuery,
            ...paging,
            ...formatQuery,
          },
          { additionalProperties: false },
        ),
        response: {
          200: agendaSchema,
          ...invalidResponse,
          ...missingResponse,
          ...goneResponse,
          ...awayResponse,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { date } = request.query
      const at = momentOf(request.query)
      const range = date === undefined ? rangeOf(id) : rangeOf(id, date)
      const { freshness } = request
      const answer = await answerList(request, reply, {
        name: 'agenda',
        columns: creneauSchema,
        cursors: new Cursors(request, { date, at }),
        csvRows,
        read: async place => {
          const page = await rows.page(
            stores.agenda.name,
            { ...place, ...range, ...(at !== undefined && { at }) },
            freshness,
          )
          if (page.rows.length === 0 && (await rows.get(stores.medecins.name, id, freshness)) === null)
            throw notFound('médecin', id)
          return {
            items: page.rows.map(([, row]) => showCreneau(row as unknown as AgendaRow)),
            next: page.next,
          }
        },
      })
      return (isPage(answer) ? { medecinId: id, ...answer } : answer) as never
    },
  )
}
