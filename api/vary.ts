import type { FastifyReply } from 'fastify'

/** Says that an answer depends on a header of its request, beside what is said already. */
export function vary(reply: FastifyReply, field: string): void {
  const said = String(reply.getHeader('vary') ?? '')
  const fields = said.split(',').map(each => each.trim().toLowerCase())
  if (!fields.includes(field)) reply.header('vary', said === '' ? field : `${said}, ${field}`)
}
