import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Api } from './api.ts'

export interface HeaderOptions {
  /** Origins of pages that may ask, such as `https://cabinet.example.org`. Others' pages cannot read an answer. */
  readonly origins: readonly string[]
  /** Whether it is reached by https: browsers then come back by nothing else. */
  readonly isSecure: boolean
}

/** Pages of ours bring everything along: nothing is fetched from anywhere else. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

/** Headers of answers that a page of another site would read. */
const exposedHeaders = [
  'content-language',
  'etag',
  'idempotency-replayed',
  'location',
  'retry-after',
  'x-freshness',
  'x-missing',
  'x-position',
  'x-wait',
]

/** What browsers are told with every answer, and that nobody keeps one. Routes may say otherwise. */
export async function securityHeaders(api: Api, { origins, isSecure }: HeaderOptions): Promise<void> {
  await api.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: isSecure && { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: origins.length > 0 ? 'cross-origin' : 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
  if (origins.length > 0)
    await api.register(cors, {
      origin: [...origins],
      methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
      exposedHeaders,
      maxAge: 600,
    })
  const app = api as unknown as FastifyInstance
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    done()
  })
}
