import httpProxy from '@fastify/http-proxy'
import type { FastifyReplyFromHooks } from '@fastify/reply-from'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendUnavailable } from './sendUnavailable.ts'

export interface PassOnOptions {
  /** Whom a request can be sent to, best first, as URLs without a path. Must not reject. */
  readonly origins: (request: FastifyRequest) => readonly string[] | Promise<readonly string[]>
  /** Said when there are none. */
  readonly nobody: string
  /** Added to every request. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Whatever no other route takes goes to another process. A question (GET, HEAD) that gets no answer, or 503, is put to the next
 * one; anything else is sent once, since it may have had its effect. Websockets pass.
 */
export function passOn(app: FastifyInstance, { origins, nobody, headers = {} }: PassOnOptions): void {
  /** Whom each request can still be sent to. */
  const left = new WeakMap<object, readonly string[]>()

  const again = (reply: FastifyReply): boolean => {
    const { method } = reply.request
    const asks = method === 'GET' || method === 'HEAD'
    if (!asks || !left.get(reply.request)?.length) return false
    reply.removeHeader('retry-after')
    reply.from(undefined, hooks)
    return true
  }

  const hooks: FastifyReplyFromHooks = {
    getUpstream: request => {
      const [origin, ...others] = left.get(request) ?? []
      left.set(request, others)
      return origin!
    },
    rewriteRequestHeaders: (request, own) => ({ ...own, ...headers, ...forwarded(request as never) }),
    // The default would ask the same one again.
    retryDelay: () => null,
    onResponse: (_request, reply, { stream }) => {
      if (reply.statusCode === 503 && again(reply as never)) stream.resume()
      else reply.send(stream)
    },
    onError: reply => {
      if (!again(reply as never)) sendUnavailable(reply as never, 'An instance did not answer.')
    },
  }

  app.register(httpProxy, {
    upstream: '',
    websocket: true,
    disableRequestLogging: true,
    replyOptions: hooks,
    wsClientOptions: {
      rewriteRequestHeaders: (own: object, request: FastifyRequest) => ({
        ...own,
        ...headers,
        ...told(request),
        ...forwarded(request),
      }),
    },
    // Who may is asked there.
    config: { access: 'elsewhere' },
    preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
      const all = await origins(request)
      left.set(request, all)
      return all.length > 0 ? undefined : sendUnavailable(reply, nobody)
    },
  } as never)
}

/** For whom it is asked. The origin of a page that came from here is its own: the other process has another address. */
function forwarded(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const { origin, host } = request.headers
  const isOurs = origin !== undefined && URL.parse(origin)?.host === host
  return {
    'x-forwarded-for': request.ip,
    ...(origin !== undefined && { origin: isOurs ? undefined : origin }),
  }
}

/** A websocket is opened anew: what says who asks goes with it. Browsers can say it as a subprotocol alone. */
function told({ headers }: FastifyRequest): Readonly<Record<string, string>> {
  const protocols = headers['sec-websocket-protocol']?.split(',').map(each => each.trim()) ?? []
  const token = protocols.find(each => each.startsWith('bearer.'))?.slice('bearer.'.length)
  const authorization = headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`)
  return authorization === undefined ? {} : { authorization }
}
