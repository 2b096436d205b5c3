import { Type } from 'typebox'
import type { ImpayeRow } from '../../state/impayeRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { Cursors } from '../cursor.ts'
import { id, statut } from '../resources/fields.ts'
import { impayesSchema, showImpaye } from '../resources/impayes.ts'
import type { Rows } from '../rows/rows.ts'
import { pageOf, paging } from './paging.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

/** `GET /api/impayes`. */
export function impayesRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/impayes',
    {
      config: { access: { roles: ['secretariat', 'comptable'], trail: 'read' } },
      schema: {
        summary: 'Invoices that are not paid',
        tags: ['queries'],
        querystring: Type.Object(
          {
            ...paging,
            patientId: Type.Optional(id()),
            medecinId: Type.Optional(id()),
            statut: Type.Optional(statut('EMISE', 'EN_RETARD')),
          },
          { additionalProperties: false },
        ),
        response: { 200: impayesSchema, ...invalidResponse, ...awayResponse },
      },
    },
    async request => {
      const { limit: _, cursor: __, ...filters } = request.query
      const where = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
      const cursors = new Cursors(request, filters)
      const asked = { ...pageOf(request.query, cursors), ...(Object.keys(where).length > 0 ? { where } : {}) }
      const page = await rows.page(stores.impayes.name, asked, request.freshness)
      return {
        items: page.rows.map(([, row]) => showImpaye(row as unknown as ImpayeRow)),
        next: cursors.write(page.next),
      }
    },
  )
}
