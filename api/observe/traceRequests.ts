import { readTraceContext, type TraceContext } from 'millrace'
import { errorType } from '../../tracing/errorType.ts'
import { messaging } from '../../tracing/traceRecords.ts'
import type { TraceSpan, Traces } from '../../tracing/traces.ts'
import type { Api } from '../api.ts'
import type { PublishedRecord } from '../commands/publisher.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request that belongs to a trace; null: it does not. */
    span: TraceSpan | null
  }
}

/**
 * A span for each command, and for each query that says (`traceparent`) which trace it belongs to: queries without would be
 * nearly all there is. Where nothing is traced, requests have none.
 */
export function traceRequests(
  app: Pick<Api, 'addHook' | 'decorateRequest'>,
  traces: Pick<Traces, 'begin'> | null,
): void {
  app.decorateRequest('span', null)
  if (!traces) return
  app.addHook('onRequest', async request => {
    const { method } = request
    const route = request.routeOptions.url
    if (!route?.startsWith('/api/')) return
    const parent = contextIn(request.headers)
    if (parent === null && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')) return
    request.span = traces.begin(`${method} ${route}`, {
      kind: 'server',
      parent,
      attributes: { 'http.request.method': method, 'http.route': route },
    })
  })
  app.addHook('onResponse', async ({ span }, { statusCode }) => {
    span?.set({ 'http.response.status_code': statusCode })
    if (statusCode >= 500) span?.fail(String(statusCode))
    span?.end()
  })
}

/** Has a record published as a part of the span's trace. */
export async function publishIn<T>(
  span: TraceSpan | null,
  traces: Pick<Traces, 'begin'> | null,
  record: PublishedRecord,
  publish: (record: PublishedRecord) => Promise<T>,
): Promise<T> {
  if (!span || !traces) return publish(record)
  const { topic } = record
  const sending = traces.begin(`send ${topic}`, {
    kind: 'producer',
    parent: span.context,
    attributes: messaging('send', topic),
  })
  try {
    return await publish({ ...record, trace: sending.context })
  } catch (error) {
    sending.fail(errorType(error))
    throw error
  } finally {
    sending.end()
  }
}

function contextIn(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): TraceContext | null {
  const told = ['traceparent', 'tracestate'].flatMap(key => {
    const value = headers[key]
    return typeof value === 'string' ? [{ key, value: Buffer.from(value) }] : []
  })
  return readTraceContext(told)
}
