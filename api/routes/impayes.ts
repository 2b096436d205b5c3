import { Type } from 'typebox'
import type { ImpayeRow } from '../../state/impayeRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { Cursors } from '../cursor.ts'
import { deQui, statut } from '../resources/fields.ts'
import { impayeSchema, impayesSchema, showImpaye } from '../resources/impayes.ts'
import type { Rows } from '../rows/rows.ts'
import { answerList, formatQuery } from './answerList.ts'
import { paging } from './paging.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

/** `GET /api/impayes`. */
export function impayesRoute(app: Api, rows: Rows, csvRows: number): void {
  app.get(
    '/api/impayes',
    {
      config: { access: { roles: ['secretariat', 'comptable'], trail: 'read' }, csv: true },
      schema: {
        summary: 'Invoices that are not paid',
        tags: ['queries'],
        querystring: Type.Object(
          {
            ...paging,
            ...formatQuery,
            patientId: Type.Optional(deQui.patientId),
            medecinId: Type.Optional(deQui.medecinId),
            statut: Type.Optional({
              ...statut('EMISE', 'EN_RETARD'),
              description: 'Only those that stand so',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: impayesSchema, ...invalidResponse, ...awayResponse },
      },
    },
    (request, reply) => {
      const { patientId, medecinId, statut } = request.query
      const given = Object.entries({ patientId, medecinId, statut }).filter(
        ([, value]) => value !== undefined,
      )
      const where = given.length > 0 ? { where: Object.fromEntries(given) as Record<string, string> } : {}
      return answerList(request, reply, {
        name: 'impayes',
        columns: impayeSchema,
        cursors: new Cursors(request, where.where),
        csvRows,
        read: async place => {
          const page = await rows.page(stores.impayes.name, { ...place, ...where }, request.freshness)
          return {
            items: page.rows.map(([, row]) => showImpaye(row as unknown as ImpayeRow)),
            next: page.next,
          }
        },
      }) as never
    },
  )
}
