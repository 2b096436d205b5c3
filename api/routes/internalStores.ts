import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { Instance } from '../instance.ts'
import { notFound } from '../problems.ts'
import type { StoreScans } from '../stores/storeScans.ts'

const access = { roles: ['interne'] } as const
/** Of the rows of one answer, about. */
const pageBytes = 4 * 1024 * 1024

const cut = Type.Object({ cut: Type.String() })
const part = Type.Object({
  cut: Type.String(),
  store: Type.String(),
  partition: Type.Integer({ minimum: 0 }),
})

/** What instances ask each other of hashes, and of the rows of a cut. No part of the public API. */
export function internalStoresRoutes(
  app: Api,
  instance: Pick<Instance, 'keptSnapshot'>,
  scans: StoreScans,
): void {
  app.get(
    '/internal/stores',
    {
      config: { access },
      schema: { hide: true, querystring: Type.Object({ scan: Type.Optional(Type.Boolean()) }) },
    },
    async ({ query }) => ({ stores: query.scan ? await scans.scan() : scans.kept() }),
  )

  app.get(
    '/internal/cuts/:cut/hashes',
    { config: { access }, schema: { hide: true, params: cut } },
    async ({ params }) => ({
      stores: kept(params.cut).hashes,
    }),
  )

  app.delete(
    '/internal/cuts/:cut',
    { config: { access }, schema: { hide: true, params: cut } },
    async ({ params }, reply) => {
      instance.keptSnapshot(params.cut)?.close()
      return reply.code(204).send()
    },
  )

  app.get(
    '/internal/cuts/:cut/stores/:store/:partition/scan',
    { config: { access }, schema: { hide: true, params: part } },
    async ({ params }) => {
      const { store, partition } = params
      return of(params).scan(store, partition)
    },
  )

  app.get(
    '/internal/cuts/:cut/stores/:store/:partition/rows',
    {
      config: { access },
      schema: {
        hide: true,
        params: part,
        querystring: Type.Object({
          after: Type.Optional(Type.String({ description: 'The last key of the page before, base64url' })),
          limit: Type.Integer({ minimum: 1, maximum: 10_000 }),
        }),
      },
    },
    async ({ params, query }) => {
      const { store, partition } = params
      const after = query.after === undefined ? undefined : Buffer.from(query.after, 'base64url')
      const page = await of(params).page(store, partition, { after, limit: query.limit })
      const rows: { key: string; value: string }[] = []
      let bytes = 0
      for (const { key, value } of page) {
        bytes += key.length + value.length
        if (bytes > pageBytes && rows.length > 0) break
        rows.push({ key: key.toString('base64url'), value: value.toString('base64url') })
      }
      return { rows, isLast: rows.length === page.length && page.length < query.limit }
    },
  )

  const kept = (id: string) => {
    const snapshot = instance.keptSnapshot(id)
    if (snapshot) return snapshot
    throw notFound({ en: 'snapshot of the cut', fr: 'instantané de la coupe' }, id)
  }
  const of = ({ cut, store, partition }: { cut: string; store: string; partition: number }) => {
    const snapshot = kept(cut)
    if (snapshot.hashes.some(each => each.store === store && each.partition === partition)) return snapshot
    throw notFound({ en: 'part of that store', fr: 'partie de ce magasin' }, `${store}/${partition}`)
  }
}
