import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly service: string
  readonly traceId: string
  readonly spanId: string
  /** Null: a trace begins. */
  readonly parentSpanId: string | null
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly isFailed: boolean
}

interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string }
}

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string
        readonly spanId: string
        readonly parentSpanId?: string
        readonly name: string
        readonly attributes: readonly Attribute[]
        readonly status: { readonly code?: number }
      }[]
    }[]
  }[]
}

/** A collector of OpenTelemetry that keeps what it gets; while `refuses` is set it takes nothing. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = []
  const receiver = { refuses: false }
  const http = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (receiver.refuses || request.url !== '/v1/traces') {
      response.writeHead(400).end()
      return
    }
    for (const { resource, scopeSpans } of (JSON.parse(text) as Body).resourceSpans)
      for (const { traceId, spanId, parentSpanId, name, attributes, status } of scopeSpans.flatMap(
        each => each.spans,
      ))
        spans.push({
          service: String(valuesOf(resource.attributes)['service.name']),
          traceId,
          spanId,
          parentSpanId: parentSpanId || null,
          name,
          attributes: valuesOf(attributes),
          isFailed: status.code === 2,
        })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return Object.assign(receiver, {
    spans: spans as readonly ReceivedSpan[],
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close() {
      http.closeAllConnections()
      http.close()
    },
  })
}

const valuesOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)] as const),
  )
