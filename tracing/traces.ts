import type { TraceContext } from 'millrace'

export type SpanAttributes = Readonly<Record<string, string | number>>

export interface SpanOptions {
  /** What it is to the others: asked from outside, writing to a topic, reading from one, asking outside. */
  readonly kind: 'server' | 'producer' | 'consumer' | 'client'
  /** What it is a part of; null: a trace begins. */
  readonly parent: TraceContext | null
  readonly attributes: SpanAttributes
}

/** A piece of work that is under way. */
export interface TraceSpan {
  /** For whoever goes on with it, also where it is not recorded. */
  readonly context: TraceContext
  set(attributes: SpanAttributes): void
  /** It did not go well; `type`: of few. */
  fail(type: string): void
  /** Once. What never ends is not exported. */
  end(): void
}

export interface TracesLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** Where spans are written down. Nothing here throws, and nothing waits. */
export interface Traces {
  begin(name: string, options: SpanOptions): TraceSpan
  /** Of the spans that are over. `dropped`: too many waited. */
  readonly counts: { readonly exported: number; readonly failed: number; readonly dropped: number }
  /** Sends what waits, for some seconds at most. */
  close(): Promise<void>
}
