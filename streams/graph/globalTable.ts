import type { Serde } from '../serdes/serde.ts'

/** A topic that every instance reads whole, into memory. It belongs to no subtopology, and no task waits for it. */
export interface GlobalTableSpec {
  readonly name: string
  readonly topic: string
  readonly key: Serde<unknown>
  readonly value: Serde<unknown>
}
