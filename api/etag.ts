import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Api } from './api.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A read that is answered with an ETag, and with 304 where the caller has it already. */
    readonly etag?: boolean
  }
}

/**
 * Answers of routes with `config.etag` have a strong ETag: of their bytes, so it is the same from every instance. Where
 * If-None-Match has it, the answer is 304 without a body; the row was read all the same. It is for programs that keep the row
 * by themselves: browsers are told to keep nothing.
 */
export function tagAnswers(api: Api): void {
  const app = api as unknown as FastifyInstance
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!request.routeOptions.config.etag || reply.statusCode !== 200 || typeof payload !== 'string')
      return done()
    const etag = `"${hash('sha256', payload, 'base64url').slice(0, 22)}"`
    reply.header('etag', etag)
    if (!has(request.headers['if-none-match'], etag)) return done()
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    done(null, '')
  })
}

/** Weak ones count: a proxy that compresses makes them so, and they are compared weakly here (RFC 9110, 13.1.2). */
const has = (header: string | undefined, etag: string): boolean =>
  header
    ?.split(',')
    .map(each => each.trim().replace(/^W\//, ''))
    .some(each => each === etag || each === '*') ?? false
