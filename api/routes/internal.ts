import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { Instance } from '../instance.ts'
import { invalid, notFound } from '../problems.ts'
import type { PartialRows } from '../rows/rows.ts'

const standbys = Type.Optional(Type.String({ pattern: '^\\d+(,\\d+)*$', description: 'Partitions' }))
const numbers = (list?: string) => list?.split(',').map(Number)

/**
 * What instances ask each other: the rows of the partitions that run here, with the numbers of those partitions; or, of those
 * that `standbys` names, the rows of those that are followed here. Never asked on, so questions cannot go round in circles. No part of the public API.
 */
export function internalRoutes(app: Api, local: PartialRows, instance: Instance): void {
  const known = (store: string) => {
    if (!instance.topology.stores.has(store)) throw notFound({ en: 'store', fr: 'magasin' }, store)
    return store
  }

  app.get(
    '/internal/stores/:store/rows',
    {
      config: { access: { roles: ['interne'] } },
      schema: {
        hide: true,
        params: Type.Object({ store: Type.String() }),
        querystring: Type.Object({
          from: Type.Optional(Type.String()),
          to: Type.Optional(Type.String()),
          after: Type.Optional(Type.String()),
          limit: Type.Integer({ minimum: 1, maximum: 1000 }),
          where: Type.Optional(Type.String({ description: 'Fields and values as JSON' })),
          standbys,
        }),
      },
    },
    async request => {
      const { where, standbys, ...range } = request.query
      const query = { ...range, ...(where === undefined ? {} : { where: fields(where) }) }
      return local.page(known(request.params.store), query, numbers(standbys))
    },
  )

  app.get(
    '/internal/stores/:store/rows/:key',
    {
      config: { access: { roles: ['interne'] } },
      schema: {
        hide: true,
        params: Type.Object({ store: Type.String(), key: Type.String() }),
        querystring: Type.Object({ standbys }),
      },
    },
    async request =>
      local.get(known(request.params.store), request.params.key, numbers(request.query.standbys)),
  )
}

function fields(json: string): Readonly<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(json)
    if (typeof parsed === 'object' && parsed !== null) return parsed as Readonly<Record<string, string>>
  } catch {}
  throw invalid([
    { where: 'querystring/where', message: { en: 'must be a JSON object', fr: 'doit être un objet JSON' } },
  ])
}
