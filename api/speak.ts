import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Language, languageOf } from './language.ts'
import { vary } from './vary.ts'

/** The language in which a request is answered; the answer says so. */
export function speak(request: FastifyRequest, reply: FastifyReply): Language {
  const language = languageOf(request.headers['accept-language'])
  vary(reply, 'accept-language')
  reply.header('content-language', language)
  return language
}
