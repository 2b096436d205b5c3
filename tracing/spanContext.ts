import type { SpanContext, TraceState } from '@opentelemetry/api'
import type { TraceContext } from 'millrace'

/** As OpenTelemetry has it. */
export function spanContextOf(
  { traceparent, tracestate }: TraceContext,
  traceState: (raw: string) => TraceState,
): SpanContext {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-')
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate !== null && { traceState: traceState(tracestate) }),
  }
}

/** As W3C writes it. */
export function contextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags & 1 ? '01' : '00'}`,
    tracestate: traceState?.serialize() || null,
  }
}

/** Whether whoever began the trace wants it recorded. */
export const isRecorded = ({ traceparent }: TraceContext): boolean =>
  (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1

/** The same place, not to be recorded from here on. */
export const unrecorded = ({ traceparent, tracestate }: TraceContext): TraceContext => ({
  traceparent: `${traceparent.slice(0, -2)}00`,
  tracestate,
})
