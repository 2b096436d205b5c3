import type { TraceContext } from 'millrace'

/** A command that is to be published: what the outbox keeps. */
export interface OutboxEntry {
  readonly eventId: string
  /** Of the input, where it came with an Idempotency-Key: a repeat is told from something else after a restart too. */
  readonly fingerprint: string | null
  readonly record: {
    readonly topic: string
    readonly key: string | null
    readonly value: string | null
    readonly timestamp: number
    readonly trace?: TraceContext
  }
}
