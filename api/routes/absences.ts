import { Type } from 'typebox'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { notFound } from '../problems.ts'
import { absencesSchema, showAbsences } from '../resources/absences.ts'
import { absencesOf } from '../rows/absencesOf.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'
import { type Waiting, waitFor, waitingQuery } from './waiting.ts'

/** `GET /api/medecins/{id}/absences`. */
export function absencesRoute(app: Api, rows: Rows, waiting: Waiting): void {
  app.get(
    '/api/medecins/:id/absences',
    {
      config: { access: { roles: ['secretariat'], medecin: 'himself' }, etag: true },
      schema: {
        summary: 'When a médecin said that he is away, and that he is there after all',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object(waitingQuery(waiting.maxSeconds), { additionalProperties: false }),
        response: { 200: absencesSchema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async (request, reply) => {
      const { params, query } = request
      const said = await waitFor(
        {
          query,
          store: stores.absences.name,
          look: freshness => absencesOf(rows, params.id, freshness),
          shows: (found, event) =>
            event === null ? found.length > 0 : found.some(({ eventId }) => eventId === event),
        },
        waiting,
        request,
        reply,
      )
      if (said.length === 0 && (await rows.get(stores.medecins.name, params.id, request.freshness)) === null)
        throw notFound('médecin', params.id)
      return showAbsences(params.id, said)
    },
  )
}
