import type { FastifyInstance } from 'fastify'
import type { Api } from '../api.ts'
import { Freshness } from './freshness.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Told by whoever reads rows for the answer. */
    freshness: Freshness
  }
}

/** Answers with rows of standbys say so in `X-Freshness`. */
export function tellFreshness(api: Api): void {
  const app = api as unknown as FastifyInstance
  app.decorateRequest('freshness')
  app.addHook('onRequest', (request, _reply, done) => {
    request.freshness = new Freshness()
    done()
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    const header = request.freshness?.header()
    if (header) reply.header('x-freshness', header)
    done()
  })
}
