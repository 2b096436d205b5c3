import type { Header } from '../graph/streamRecord.ts'

/** The place of a record in a trace, as W3C writes it. */
export interface TraceContext {
  /** `00-<trace>-<span>-<flags>`, hexadecimal. */
  readonly traceparent: string
  /** What tracing systems add; null: nothing. */
  readonly tracestate: string | null
}

const traceparent = 'traceparent'
const tracestate = 'tracestate'
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** What others must be ready to carry. */
const stateBytes = 512

/** Null where there is none, or none that can be read. */
export function readTraceContext(headers: readonly Header[]): TraceContext | null {
  let parent: string | null = null
  let state: string | null = null
  for (const { key, value } of headers) {
    if (value === null) continue
    if (key === traceparent) parent = Buffer.from(value).toString('latin1')
    else if (key === tracestate && value.length <= stateBytes) state = Buffer.from(value).toString('latin1')
  }
  return parent !== null && form.test(parent) ? { traceparent: parent, tracestate: state } : null
}

/** In the place of what was there. */
export function withTraceContext(headers: readonly Header[], context: TraceContext): readonly Header[] {
  const others = headers.filter(({ key }) => key !== traceparent && key !== tracestate)
  others.push({ key: traceparent, value: Buffer.from(context.traceparent) })
  if (context.tracestate) others.push({ key: tracestate, value: Buffer.from(context.tracestate) })
  return others
}
