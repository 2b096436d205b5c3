import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { FromInstance } from './answers.ts'
import type { MillraceConsoleOptions } from './consoleOptions.ts'
import { described } from './described.ts'
import { flowAnswer } from './flowAnswer.ts'
import { graphOf } from './graphOf.ts'
import { Instances } from './instances.ts'
import { localFlow } from './localFlow.ts'
import { localReport } from './localReport.ts'
import { localStores } from './localStores.ts'
import { newest } from './newest.ts'
import { type RowsQuery, rowsAnswer, rowsQuery } from './rowsAnswer.ts'
import * as schemas from './schemas.ts'
import { servePage } from './servePage.ts'
import { storesAnswer } from './storesAnswer.ts'

/** Records, and failures, of one answer. */
const mostRecords = 100
const mostMoments = 1_000

/** A route that asks every instance what it says of itself. */
interface Everywhere<T> {
  readonly path: string
  readonly summary: string
  readonly schema: object
  /** Whether it shows what records say. */
  readonly isContent?: boolean
  readonly own: (node: string) => T
  readonly answer: (all: readonly FromInstance<T>[]) => unknown
}

/**
 * The inside of an application over HTTP, and pages that show it: the topology with what passes through it, the instances with
 * their tasks, the stores with their rows. Of the whole application, whichever instance is asked; those that do not answer in
 * time are named. A Fastify plugin, to be registered on every instance at the same prefix:
 * `app.register(millraceConsole, { prefix: '/streams', streams, queries })`.
 *
 * Nobody is asked who he is, and rows and records show what is stored: `route` and its kin say who may ask, by the application's
 * own means.
 */
export const millraceConsole: FastifyPluginAsync<MillraceConsoleOptions> = async (app, options) => {
  const { streams, queries, route = {}, contentRoute = route, localRoute = route } = options
  const { nodes, stores } = streams.topology
  const instances = new Instances({
    self: options.endpoint ?? null,
    endpoints: () => streams.endpoints(),
    prefix: app.prefix,
    headers: options.headers ?? (() => ({})),
    isSecure: options.isSecure ?? false,
    deadlineMs: options.deadlineMs ?? 2_000,
  })
  const node = oneOf(
    nodes.map(({ name }) => name),
    'The name of the step',
  )

  const everywhere = <T>({ path, summary, schema, isContent, own, answer }: Everywhere<T>) => {
    const params = path.includes(':node') ? { node } : null
    const ownOf = (params: unknown) => own((params as { readonly node?: string }).node ?? '')
    app.get(
      path,
      described(isContent ? contentRoute : route, { summary, answer: schema, params }),
      async ({ params }) => {
        const { node = '' } = params as { readonly node?: string }
        const asked = path.replace(':node', encodeURIComponent(node))
        return answer(await instances.ask(asked, () => own(node)))
      },
    )
    // What the others ask; no part of the API.
    app.get(`/local${path}`, { ...localRoute, schema: { hide: true } as object }, async ({ params }, reply) =>
      reply.type('application/json').serializer(JSON.stringify).send(ownOf(params)),
    )
  }

  app.get(
    '/topology',
    described(route, { summary: 'The topology as data', answer: schemas.graphSchema }),
    async () => graphOf(streams.topology, streams.status().applicationId),
  )
  everywhere({
    path: '/flow',
    summary: 'What passed each step and topic, since the start of each instance',
    schema: schemas.flowSchema,
    own: () => localFlow(streams),
    answer: all => flowAnswer(streams.topology, all),
  })
  everywhere({
    path: '/cluster',
    summary: 'The instances and their tasks',
    schema: schemas.clusterSchema,
    own: () => localReport(streams),
    answer: instances => ({ instances }),
  })
  everywhere({
    path: '/timeline',
    summary: 'What happened to the instances, the newest first',
    schema: schemas.timelineSchema,
    own: () => streams.timeline(),
    answer: all => {
      const { unanswered, items } = newest(all, mostMoments)
      return { unanswered, events: items }
    },
  })
  everywhere({
    path: '/stores',
    summary: 'Rows, hash and size of every store, by partition',
    schema: schemas.storesSchema,
    own: () => localStores(streams),
    answer: all => storesAnswer(streams.topology, all),
  })
  everywhere({
    path: '/nodes/:node/records',
    summary: 'What comes to a step, kept from the first question on as long as there is one every 10 s',
    schema: schemas.recordsSchema,
    isContent: true,
    own: node => {
      streams.watch(node)
      return streams.recent(node)
    },
    answer: all => {
      const { unanswered, items } = newest(all, mostRecords)
      return { unanswered, records: items }
    },
  })
  everywhere({
    path: '/nodes/:node/failures',
    summary: 'The last failures of a step',
    schema: schemas.failuresSchema,
    isContent: true,
    own: node => streams.failures(node),
    answer: all => {
      const { unanswered, items } = newest(all, mostRecords)
      return { unanswered, failures: items }
    },
  })

  app.get(
    '/stores/:store/rows',
    described(contentRoute, {
      summary: 'Committed rows of a store, in the order of their keys',
      answer: schemas.rowsSchema,
      params: { store: oneOf([...stores.keys()], 'Its name') },
      query: rowsQuery,
    }),
    async ({ params, query }) => {
      const { store } = params as { readonly store: string }
      return rowsAnswer(queries, stores.get(store)!, query as RowsQuery)
    },
  )

  if (options.page ?? true) await servePage(app as FastifyInstance, route)
}

const oneOf = (names: readonly string[], description: string) => ({
  type: 'string',
  enum: names,
  description,
})
