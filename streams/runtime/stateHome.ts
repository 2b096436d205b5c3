import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { StateUsage } from '../stores/stateUsage.ts'
import type { Logger } from './logger.ts'

/** Where one instance keeps its identity and its state: a directory (`StateDirectory`), or a simulation's disk. */
export interface StateHome {
  /** Opened by one process at a time: throws STATE_LOCKED while another has it. */
  open(applicationId: string, logger: Logger): Promise<OpenState>
}

export interface OpenState {
  readonly identity: Identity
  readonly database: StateDatabase
  /** What it takes; left out where there is no disk. */
  readonly usage?: () => Promise<StateUsage>
  /** Bytes of a store partition, roughly; left out where there is no disk. */
  readonly sizeOf?: (store: string, partition: number) => Promise<number>
  close(): Promise<void>
}

/** Who this process is to the group. Kept, so that a restart is the same member and gets its tasks back at once. */
export interface Identity {
  readonly memberId: string
  readonly processId: string
}
