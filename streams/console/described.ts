import type { FastifySchema, RouteShorthandOptions } from 'fastify'
import type { ConsoleRoute } from './consoleOptions.ts'

interface Description {
  readonly summary: string
  readonly answer: object
  readonly params?: Readonly<Record<string, object>> | null
  /** All of them optional. */
  readonly query?: Readonly<Record<string, object>>
}

/** The options of a route that says what it takes and answers, with those of the application. */
export function described(
  { tags = ['streams'], responses = {}, ...own }: ConsoleRoute,
  { summary, answer, params = null, query = {} }: Description,
): RouteShorthandOptions {
  const schema: FastifySchema & { readonly summary: string; readonly tags: readonly string[] } = {
    summary,
    tags,
    ...(params && { params: { type: 'object', required: Object.keys(params), properties: params } }),
    querystring: { type: 'object', additionalProperties: false, properties: query },
    response: { 200: answer, ...responses },
  }
  return { ...own, schema }
}
