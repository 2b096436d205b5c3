import { type TSchema, Type } from 'typebox'
import { createZone } from '../../events/zone.ts'
import type { Api } from '../api.ts'
import { Cursors } from '../cursor.ts'
import { notFound } from '../problems.ts'
import { nullableText } from '../resources/fields.ts'
import type { Resource } from '../resources/resource.ts'
import type { Freshness } from '../rows/freshness.ts'
import { hasSeen } from '../rows/hasSeen.ts'
import type { Rows } from '../rows/rows.ts'
import { answerList, formatQuery } from './answerList.ts'
import { narrowed } from './narrowed.ts'
import { paging } from './paging.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'
import { type Waiting, waitFor, waitingQuery } from './waiting.ts'

/** `GET /api/<path>` and `GET /api/<path>/{id}`. */
export function resourceRoutes(
  app: Api,
  resource: Resource,
  rows: Rows,
  waiting: Waiting,
  { csvRows, zoneName }: { readonly csvRows: number; readonly zoneName: string },
): void {
  const zone = createZone(zoneName)
  const { path, store, singular, schema, filters } = resource
  const names = Object.keys(filters)
  const optional = Object.entries(filters).map(([name, filter]): [string, TSchema] => [
    name,
    Type.Optional(filter),
  ])

  app.get(
    `/api/${path}`,
    {
      config: { access: resource.access.list, csv: true },
      schema: {
        summary: `List ${path}`,
        description:
          'In the order of their ids; by patient or médecin in that of time, by a name in that of names. A page that two filters leave short may still have a `next`: go on until it is null.',
        tags: ['queries'],
        querystring: Type.Object(
          { ...paging, ...formatQuery, ...Object.fromEntries(optional) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            items: Type.Array(schema),
            next: nullableText('Pass as `cursor`; null at the end'),
          }),
          ...invalidResponse,
          ...awayResponse,
        },
      },
    },
    (request, reply) => {
      const query = request.query as Readonly<Record<string, string | undefined>>
      const given = Object.fromEntries(
        names.flatMap(name => (query[name] === undefined ? [] : [[name, query[name]]])),
      )
      const asked = narrowed(resource, given, zone)
      return answerList(request, reply, {
        name: path,
        columns: schema,
        cursors: new Cursors(request, given),
        csvRows,
        read: async place => {
          const page = await rows.page(store, { ...place, ...asked }, request.freshness)
          return { items: page.rows.map(([, row]) => resource.show(row as never) as object), next: page.next }
        },
      }) as never
    },
  )

  app.get(
    `/api/${path}/:id`,
    {
      config: { access: resource.access.one, etag: true },
      schema: {
        summary: `One ${singular}`,
        description:
          'With `wait`, answered as soon as it is there, or shows what the command with that `event` has done.',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object(waitingQuery(waiting.maxSeconds), { additionalProperties: false }),
        response: { 200: schema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const look = async (freshness: Freshness) => {
        const row = await rows.get(store, id, freshness)
        if (row === null || !resource.witness) return { row, told: row }
        // Then the row once more: it is no older than what tells of it.
        const { store: place, key } = resource.witness(row as never)
        const told = await rows.get(place, key, freshness)
        return { row: await rows.get(store, id, freshness), told }
      }
      const shows = ({ told }: Awaited<ReturnType<typeof look>>, event: string | null) => hasSeen(told, event)
      const { row } = await waitFor({ query: request.query, store, look, shows }, waiting, request, reply)
      if (row === null) throw notFound(singular, id)
      return resource.show(row as never) as never
    },
  )
}
