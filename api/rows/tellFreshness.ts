import type { FastifyInstance, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import type { Api } from '../api.ts'
import { type ConditionsQuery, conditionsQuery, type KnownGenerations, readConditions } from './conditions.ts'
import { Freshness } from './freshness.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the rows of the answer must be like; told by whoever reads them. */
    freshness: Freshness
  }
}

export interface FreshnessOptions {
  /** Of an answer. */
  readonly deadlineMs: number
  readonly maxWaitSeconds: number
  /** Null: there is one. */
  readonly generations: KnownGenerations | null
}

/** Queries take conditions; answers say as of when their rows are: `X-Position`, `X-Freshness`, and `X-Missing`. */
export function tellFreshness(api: Api, { deadlineMs, maxWaitSeconds, generations }: FreshnessOptions): void {
  const app = api as unknown as FastifyInstance
  const conditions = conditionsQuery(maxWaitSeconds)
  app.addHook('onRoute', route => {
    if (isQuery(route)) takeConditions(route, conditions)
  })
  app.decorateRequest('freshness')
  app.addHook('onRequest', (request, _reply, done) => {
    request.freshness = new Freshness({}, deadlineMs)
    done()
  })
  app.addHook('preHandler', (request, _reply, done) => {
    const { tags } = request.routeOptions.schema ?? {}
    if (tags?.includes('queries'))
      request.freshness = new Freshness(
        readConditions(request.query as ConditionsQuery, generations),
        deadlineMs,
      )
    done()
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { freshness } = request
    freshness?.sent()
    const headers = {
      'x-freshness': freshness?.header(),
      'x-position': freshness?.position(),
      'x-missing': freshness?.missing(),
    }
    for (const [name, value] of Object.entries(headers)) if (value) reply.header(name, value)
    done()
  })
}

const isQuery = ({ schema }: RouteOptions) => schema?.tags?.includes('queries') ?? false

/** What the route itself takes goes before. */
function takeConditions(route: RouteOptions, conditions: ReturnType<typeof conditionsQuery>): void {
  const { properties = {} } = (route.schema?.querystring ?? {}) as { readonly properties?: object }
  const querystring = Type.Object({ ...conditions, ...properties }, { additionalProperties: false })
  route.schema = { ...route.schema, querystring }
}
