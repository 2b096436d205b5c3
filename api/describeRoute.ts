import type { SwaggerTransform } from '@fastify/swagger'
import type { FastifySchema, RouteOptions } from 'fastify'

type Schema = Readonly<Record<string, unknown>>
type Responses = Readonly<Record<string, Schema>>

/** What routes do not say themselves, because it is the same for all: for the description alone. */
export const describeRoute: SwaggerTransform = ({ schema, url, route }) => {
  if (!schema || schema.hide) return { schema, url }
  const whole: FastifySchema = {
    ...schema,
    ...(schema.params ? { params: withIds(schema.params as Schema, url) } : {}),
    ...({ security: securityOf(route) } as object),
    response: described(withHeaders(responsesOf(schema, route), route), schema.summary),
  }
  return { schema: whole, url }
}

const securityOf = ({ config }: RouteOptions) => (config?.access === 'open' ? [] : [{ bearer: [] }])

const jsonType = 'application/json'
const problemType = 'application/problem+json'

/** The schema is added to the server under this name. */
const problem = (description: string): Schema => ({
  description,
  content: { [problemType]: { schema: { $ref: 'Problem#' } } },
})

function responsesOf(schema: FastifySchema, { config }: RouteOptions): Responses {
  const own = (schema.response ?? {}) as Responses
  const found = own[200]
  const isClosed = config?.access !== 'open'
  return {
    ...(found && { 200: config?.csv ? alsoCsv(found) : found }),
    ...(config?.etag && {
      304: { type: 'null', description: 'As it was when it had the ETag that If-None-Match names' },
    }),
    400: problem('Invalid request, with its faults'),
    ...(isClosed && { 401: problem('Who asks did not say who he is, or not credibly') }),
    ...(isClosed && { 403: problem('Not for who asks') }),
    ...(isQuery(schema) && { 412: problem('Rows are older than `min-position` or `max-lag` say') }),
    429: problem('Too many requests; ask again after Retry-After seconds'),
    500: problem('A mistake of ours'),
    503: problem('Not now; ask again after Retry-After seconds'),
    ...Object.fromEntries(
      Object.entries(own)
        .filter(([status]) => status !== '200')
        .map(([status, each]) => [status, isProblem(each) ? problem(String(each.description)) : each]),
    ),
  }
}

const described = (responses: Responses, summary: string | undefined): Responses =>
  Object.fromEntries(
    Object.entries(responses).map(([status, each]) => [status, { description: summary, ...each }]),
  )

const isProblem = ({ content }: Schema) =>
  typeof content === 'object' && content !== null && problemType in content

const alsoCsv = (found: Schema): Schema => ({
  description:
    'A page; or, as CSV, the list. Its first line names the columns, which are the fields of an item',
  content: { [jsonType]: { schema: found }, 'text/csv': { schema: { type: 'string' } } },
})

function withHeaders(responses: Responses, route: RouteOptions): Responses {
  const { config, schema } = route
  const asked = (schema?.querystring as { readonly properties?: object } | undefined)?.properties ?? {}
  const headers: Readonly<Record<string, Schema>> = {
    200: {
      ...(config?.etag && { ETag: text('Strong: of the bytes of the answer') }),
      ...('wait' in asked && { 'X-Wait': text('`seen` or `elapsed`: whether it shows what was waited for') }),
      ...(isQuery(schema) && {
        'X-Freshness': text('Where rows are from standbys: which partitions, and how far behind'),
        'X-Position': text('As of when rows are; opaque, to be passed on as `min-position`'),
        'X-Missing': text('With `partial`: the partitions of stores that are left out'),
      }),
    },
    202: {
      Location: text('The query that waits for the effect'),
      'Idempotency-Replayed': text('`true`: the answer that was given before'),
    },
    401: { 'WWW-Authenticate': text('How to say who asks') },
    412: { 'Retry-After': text('Seconds') },
    429: { 'Retry-After': text('Seconds') },
    503: { 'Retry-After': text('Seconds') },
  }
  return Object.fromEntries(
    Object.entries(responses).map(([status, each]) => {
      const own = headers[status] ?? {}
      return [status, Object.keys(own).length > 0 ? { ...each, headers: own } : each]
    }),
  )
}

const isQuery = (schema: FastifySchema | undefined) => schema?.tags?.includes('queries') ?? false

const text = (description: string): Schema => ({ type: 'string', description })

/** Which id it is, by the segment before it. */
function withIds(params: Schema, url: string): Schema {
  const noun = /^\/api\/(\w+)\/:id/.exec(url)?.[1]
  const { id, ...others } = params.properties as Readonly<Record<string, Schema>>
  const name = noun === undefined ? undefined : ids[noun]
  if (id === undefined || name === undefined) return params
  return { ...params, properties: { ...others, id: { ...id, description: `${name}, percent-encoded` } } }
}

const ids: Readonly<Record<string, string>> = {
  patients: 'patientId',
  medecins: 'medecinId',
  rendezvous: 'rendezVousId',
  consultations: 'consultationId',
  factures: 'factureId',
}
