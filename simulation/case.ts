import type { Topology } from 'millrace'

/** A record that a schedule feeds to a case, in the order in which it is written to its partition. */
export interface CaseInput {
  readonly topic: string
  readonly key: string
  readonly value: unknown
  readonly timestamp: number
}

/** What is found once all is quiet. */
export interface CaseResult {
  readonly input: readonly CaseInput[]
  /** What a read-committed reader sees of a topic, values decoded, partition by partition. */
  readonly output: (topic: string) => readonly { readonly key: string; readonly value: unknown }[]
  /** The committed rows of a store, as the instances serve them. */
  readonly rows: (store: string) => ReadonlyMap<string, unknown>
}

/** A small topology, records for it, and a plain computation of what must come out. */
export interface SimulationCase {
  readonly name: string
  readonly topology: Topology
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** The n-th record of a schedule. */
  readonly record: (n: number, draw: (max: number) => number) => CaseInput
  /** What is wrong; empty when all is as it must be. Knows nothing of the engine. */
  readonly check: (result: CaseResult) => readonly string[]
  /** Whether all that was put aside for later has come out as well. */
  readonly isDone?: (result: CaseResult) => boolean
}
