import type { BrokerControl } from '../broker/runningBroker.ts'
import type { Random } from './random.ts'
import type { Team } from './team.ts'

/** What a fault has to work with. */
export interface FaultContext {
  readonly team: Team
  /** The instance it is about. */
  readonly victim: number
  readonly random: Random
  /** Null where the broker is not ours to kill. */
  readonly broker: BrokerControl | null
  readonly transactionTimeoutMs: number
  readonly sessionTimeoutMs: number
}

/** Something that goes wrong once, and is put right as far as an operator would: it resolves when every instance is started again. */
export interface Fault {
  readonly name: string
  readonly needsBroker?: boolean
  inject(context: FaultContext): Promise<void>
}
