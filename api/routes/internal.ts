import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { Instance } from '../instance.ts'
import { invalid, notFound } from '../problems.ts'
import type { PartialRows } from '../rows/rows.ts'

/**
 * What instances ask each other: the rows of the partitions that are here, with the numbers of those partitions. Never
 * asked on, so questions cannot go round in circles. No part of the public API.
 */
export function internalRoutes(app: Api, local: PartialRows, instance: Instance): void {
  const known = (store: string) => {
    if (!instance.topology.stores.has(store)) throw notFound('store', store)
    return store
  }

  app.get(
    '/internal/stores/:store/rows',
    {
      schema: {
        hide: true,
        params: Type.Object({ store: Type.String() }),
        querystring: Type.Object({
          from: Type.Optional(Type.String()),
          to: Type.Optional(Type.String()),
          after: Type.Optional(Type.String()),
          limit: Type.Integer({ minimum: 1, maximum: 1000 }),
          where: Type.Optional(Type.String({ description: 'Fields and values as JSON' })),
        }),
      },
    },
    async request => {
      const { where, ...query } = request.query
      return local.page(known(request.params.store), {
        ...query,
        ...(where === undefined ? {} : { where: fields(where) }),
      })
    },
  )

  app.get(
    '/internal/stores/:store/rows/:key',
    { schema: { hide: true, params: Type.Object({ store: Type.String(), key: Type.String() }) } },
    async request => local.get(known(request.params.store), request.params.key),
  )
}

function fields(json: string): Readonly<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(json)
    if (typeof parsed === 'object' && parsed !== null) return parsed as Readonly<Record<string, string>>
  } catch {}
  throw invalid([{ where: 'querystring/where', message: 'must be a JSON object' }])
}
