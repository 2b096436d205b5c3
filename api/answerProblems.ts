import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'
import { invalid, problem } from './problems.ts'
import { requestFaults } from './requestFaults.ts'

/** A body larger than this is no patient. */
export const bodyLimit = 64 * 1024

/** Every error leaves as application/problem+json: ours, Fastify's own, faults of validation, routes that are not there. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const answer = toProblem(error)
    if (answer.status === 500) request.log.error({ err: error, path: request.url }, 'a request failed')
    return sendProblem(answer, request, reply)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      problem('no-such-route', `${request.method} ${pathOf(request)} is not a route.`),
      request,
      reply,
    ),
  )
}

export function sendProblem(answer: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { retryAfterSeconds } = answer.extra
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  const body = {
    ...answer.body(pathOf(request)),
    ...(answer.status === 500 ? { requestId: request.id } : {}),
  }
  // Serialised here: the response schema of the route is not a problem's.
  return reply.code(answer.status).type('application/problem+json').serializer(JSON.stringify).send(body)
}

export function toProblem(error: FastifyError | Problem): Problem {
  if (error instanceof Problem) return error
  if (error.validation) return invalid(requestFaults(error.validation, error.validationContext ?? 'request'))
  const { statusCode = 500, message } = error
  if (statusCode === 413) return problem('too-large', `A body may have ${bodyLimit} bytes.`)
  if (statusCode === 415) return problem('unsupported-media-type', 'A body must be application/json.')
  if (statusCode >= 400 && statusCode < 500) return problem('request-refused', message)
  return problem('internal-error', 'The request could not be answered.')
}

const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0] ?? '/'
