import type { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import type { Simulator } from '../../testing/simulation/simulator.ts'
import type { Row } from './domain.ts'
import type { Step } from './history.ts'
import type { Pipe } from './pipe.ts'

export interface Written {
  readonly offset: number
  readonly key: string
  /** Null: deleted. */
  readonly row: Row | null
  /** Of no other record. */
  readonly at: number
}

/** What is committed in one partition, in the order of offsets: more and more, and nothing else. */
export interface CommittedLog {
  readonly committed: readonly Written[]
}

export type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>

/** An application whose feed clients follow: what becomes of the steps of a history that are not its clients'. */
export interface World {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  /** Of the view's changelog, by partition. */
  readonly rows: readonly CommittedLog[]
  readonly events: readonly CommittedLog[]
  readonly instances: readonly string[]
  write(step: StepOf<'write'>): void
  end(step: StepOf<'end'>): void
  rebalance(step: StepOf<'rebalance'>): void
  truncate(step: StepOf<'truncate'>): void
  /** `tokens`: of those who follow the view, and come back where they are. */
  switch?(step: StepOf<'switch'>, tokens: readonly (string | null)[]): void
  /** Whether somebody may still come back with a token. */
  isRecent?(token: string): boolean
  /** A client comes to an instance. */
  accept(instance: string, pipe: Pipe): void
  /** Until everything is well and all that was written is committed or given up. */
  settle(): Promise<void>
  close(): void
}

export interface WorldOptions {
  readonly seed: number
  readonly tell: (who: string, what: string) => void
  readonly count: (what: string, n: number) => void
}
