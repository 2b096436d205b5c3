import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'
import { invalid, problem } from './problems.ts'

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

function toProblem(error: FastifyError | Problem): Problem {
  if (error instanceof Problem) return error
  if (error.validation) {
    return invalid(
      error.validation.map(({ instancePath, message, params }) => ({
        where: `${error.validationContext ?? 'request'}${instancePath}`,
        message: worded(message, params),
      })),
    )
  }
  const { statusCode = 500, message } = error
  if (statusCode === 413) return problem('too-large', `${message}.`)
  if (statusCode === 415) return problem('unsupported-media-type', message)
  if (statusCode >= 400 && statusCode < 500) return problem('request-refused', message)
  return problem('internal-error', 'The request could not be answered.')
}

/** The validator's words, with the names that it keeps apart. */
function worded(message: string | undefined, params: Readonly<Record<string, unknown>> | undefined): string {
  const names = params && Object.values(params).find(Array.isArray)
  return `${message ?? 'is wrong'}${names ? ` (${names.join(', ')})` : ''}`
}

const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0] ?? '/'
