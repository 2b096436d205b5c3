import type { FastifyReply } from 'fastify'

/** 503 as RFC 9457 has it, with Retry-After. */
export function sendUnavailable(reply: FastifyReply, detail: string, members: object = {}): FastifyReply {
  return reply
    .code(503)
    .header('retry-after', '1')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: '/docs#not-ready',
      title: 'Not ready',
      status: 503,
      detail,
      instance: reply.request.url.split('?', 1)[0],
      ...members,
    })
}
