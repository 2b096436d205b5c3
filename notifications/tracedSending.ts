import { readTraceContext, type TraceContext } from 'millrace'
import type { Request } from './request.ts'

/** The trace that a request belongs to, by the headers of its record; null: none. */
export const traceOf = ({ record }: Request): TraceContext | null =>
  readTraceContext(
    record.headers.map(([key, value]) => ({
      key,
      value: value === null ? null : Buffer.from(value, 'base64'),
    })),
  )

/** A try to send one, for whoever looks on. */
export interface TracedSending {
  /** `error`: its code, where it failed. */
  ended(error: string | null): void
}
