import type { Kafka, Topology } from 'millrace'
import type { BrokerControl } from '../broker/runningBroker.ts'
import type { Random } from './random.ts'
import type { Team } from './team.ts'

/** What a fault has to work with. */
export interface FaultContext {
  readonly team: Team
  /** The instance it is about. */
  readonly victim: number
  readonly random: Random
  /** Not through the proxies of the instances. */
  readonly kafka: Kafka
  readonly applicationId: string
  readonly topology: Topology
  /** Null where the broker is not ours to kill. */
  readonly broker: BrokerControl | null
  readonly transactionTimeoutMs: number
  readonly sessionTimeoutMs: number
}

/** Something that goes wrong, and is put right as far as an operator would. */
export interface Fault {
  /** For `--kinds` and for the figures. */
  readonly name: string
  /** Whose tasks must be processed again for it to be over: the victim's, or everyone's. */
  readonly hits: 'victim' | 'everyone'
  /** Why it cannot take place here; absent or null when it can. */
  obstacle?(broker: BrokerControl | null): string | null
  /** What must be ready before: no part of the fault, and not timed. */
  prepare?(context: FaultContext): Promise<void>
  /** Time runs from its call. Resolves when it is mended: every instance that should run is started or reachable again. */
  inject(context: FaultContext): Promise<void>
}
