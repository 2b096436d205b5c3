import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allowedMethods } from './allowedMethods.ts'
import { Problem } from './problem.ts'
import { invalid, noSuchRoute, notAllowed, problem } from './problems.ts'
import { requestFaults } from './requestFaults.ts'
import { queryProblem } from './rows/queryProblem.ts'
import { speak } from './speak.ts'

/**
 * Every error leaves as application/problem+json: ours, Fastify's own, faults of validation, routes that are not there, methods
 * that a route does not have. To be called before routes are added.
 */
export function answerProblems(app: FastifyInstance): void {
  const allowed = allowedMethods(app)
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const answer = toProblem(error, app.initialConfig.bodyLimit)
    if (answer.status === 500)
      request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
    return sendProblem(answer, request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request)
    const methods = allowed(path)
    if (methods.length === 0) return sendProblem(noSuchRoute(`${request.method} ${path}`), request, reply)
    reply.header('allow', methods.join(', '))
    return sendProblem(notAllowed(request.method, methods), request, reply)
  })
}

export function sendProblem(answer: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { retryAfterSeconds, headers = {} } = answer.extra
  reply.headers(headers)
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  const language = speak(request, reply)
  const body = {
    ...answer.body(pathOf(request), language),
    ...(answer.status === 500 ? { requestId: request.id } : {}),
  }
  reply.code(answer.status)
  // Serialised here: the response schema of the route is not a problem's.
  return reply.type('application/problem+json').serializer(JSON.stringify).send(body)
}

export function toProblem(error: FastifyError | Problem, bodyLimit = 0): Problem {
  if (error instanceof Problem) return error
  const ofQuery = queryProblem(error)
  if (ofQuery) return ofQuery
  if (error.validation) return invalid(requestFaults(error.validation, error.validationContext ?? 'request'))
  const { statusCode = 500, message, code } = error
  const known = fastifysOwn[code]
  if (known) return problem(...known)
  if (statusCode === 413)
    return problem('too-large', {
      en: `A body may have ${bodyLimit} bytes.`,
      fr: `Un corps peut avoir ${bodyLimit} octets.`,
    })
  if (statusCode === 415)
    return problem('unsupported-media-type', {
      en: 'A body must be application/json.',
      fr: 'Un corps doit être du type application/json.',
    })
  if (statusCode >= 400 && statusCode < 500)
    return problem('request-refused', { en: message, fr: `La requête ne peut être acceptée (${code}).` })
  return problem('internal-error', {
    en: 'The request could not be answered.',
    fr: 'La requête n’a pas pu recevoir de réponse.',
  })
}

/** Never the parser's words: they quote the text, which may name a patient. */
const fastifysOwn: Readonly<Record<string, Parameters<typeof problem>>> = {
  FST_ERR_BAD_URL: [
    'request-refused',
    { en: 'The path cannot be percent-decoded.', fr: 'Le chemin ne peut être décodé.' },
  ],
  FST_ERR_MAX_PARAM_LENGTH: [
    'request-refused',
    { en: 'A part of the path is too long.', fr: 'Une partie du chemin est trop longue.' },
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: [
    'broken-json',
    { en: 'The body cannot be read as JSON.', fr: 'Le corps ne peut pas être lu comme du JSON.' },
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'broken-json',
    {
      en: 'The body is said to be application/json, and is empty.',
      fr: 'Le corps est annoncé comme application/json, et il est vide.',
    },
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'broken-json',
    {
      en: 'The body has not the length that Content-Length says.',
      fr: 'Le corps n’a pas la longueur annoncée par Content-Length.',
    },
  ],
}

const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0] ?? '/'
