import httpProxy from '@fastify/http-proxy'
import type { FastifyReplyFromHooks } from '@fastify/reply-from'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { candidates } from './candidates.ts'
import type { FrontOptions } from './frontOptions.ts'
import { sendUnavailable } from './sendUnavailable.ts'

/**
 * Everything else goes to a child. A question (GET, HEAD) that gets no answer, or 503, is put to the next one; anything else is
 * sent once, since it may have had its effect. Websockets pass.
 */
export function passOn(app: FastifyInstance, { instances, originOf }: FrontOptions): void {
  /** Whom each request can still be sent to. */
  const left = new WeakMap<object, readonly number[]>()

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
      const [port, ...others] = left.get(request) ?? []
      left.set(request, others)
      return originOf(port!)
    },
    rewriteRequestHeaders: (request, headers) => ({ ...headers, ...forwarded(request as never) }),
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
      rewriteRequestHeaders: (headers: object, request: FastifyRequest) => ({
        ...headers,
        ...told(request),
        ...forwarded(request),
      }),
    },
    // Who may is asked by the child.
    config: { access: 'elsewhere' },
    preHandler: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const ports = candidates(instances())
      left.set(request, ports)
      if (ports.length > 0) done()
      else sendUnavailable(reply, 'No instance is running now.')
    },
  } as never)
}

/** For whom it is asked. The origin of a page that came from here is its own: the child has another address. */
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
