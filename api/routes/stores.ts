import { Type } from 'typebox'
import type { Api } from '../api.ts'
import { nullableInteger, nullableText, statut } from '../resources/fields.ts'
import type { StoresReport } from '../stores/storesReport.ts'
import { invalidResponse } from './problemResponses.ts'

const verdict = Type.Union([statut('equal', 'different', 'unknown'), Type.Null()], {
  description: 'Whether what is kept is what a scan of the very same rows finds; null: nothing was scanned',
})
const hash = (description: string) => nullableText(`${description}: 32 hexadecimal digits`)

const storesSchema = Type.Object({
  isComplete: Type.Boolean({ description: 'Every partition of every store was told of by who runs it' }),
  unanswered: Type.Array(Type.String(), { description: 'Instances that did not answer in time' }),
  stores: Type.Array(
    Type.Object({
      store: Type.String(),
      comparable: Type.Boolean({ description: 'False: two runs over the same input may have other rows' }),
      rows: nullableInteger('Over all partitions; null where one is missing or not known'),
      hash: hash('Over all partitions'),
      verdict,
      partitions: Type.Array(
        Type.Object({
          partition: Type.Integer(),
          instance: Type.String({ description: 'Host and port' }),
          role: statut('active', 'standby'),
          rows: nullableInteger('As they are kept; null: not known yet'),
          hash: hash('As it is kept'),
          position: nullableInteger('How far its changelog is in the rows'),
          scanned: Type.Union([Type.Object({ rows: Type.Integer(), hash: Type.String() }), Type.Null()], {
            description: 'What a scan found',
          }),
          verdict,
        }),
      ),
    }),
  ),
})

/** `GET /api/admin/stores`: what every store of the application holds, as one hash. */
export function storesRoute(app: Api, report: (scan: boolean) => Promise<StoresReport>): void {
  app.get(
    '/api/admin/stores',
    {
      config: { access: { roles: ['admin', 'interne'] } },
      schema: {
        summary: 'Rows and hash of every store, by partition and over all of them',
        description:
          'Equal hashes: equal rows, in whatever order they were written. With `scan` every row is read, and the hash that was ' +
          'kept is compared with what they are: a row that changed outside of processing shows.',
        tags: ['instance'],
        querystring: Type.Object(
          {
            scan: Type.Optional(
              Type.Boolean({ default: false, description: 'Read all rows. May take minutes' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: storesSchema, ...invalidResponse },
      },
    },
    async ({ query }) => report(query.scan ?? false) as never,
  )
}
