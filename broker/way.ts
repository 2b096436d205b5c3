import type { Progress } from './progress.ts'
import type { How, RunningBroker } from './runningBroker.ts'
import type { Environment, Settings } from './settings.ts'

/** What a way has to work with. */
export interface Search {
  /** The checkout; what is kept goes to its data/kafka. */
  readonly root: string
  readonly environment: Environment
  readonly settings: Settings
  readonly progress: Progress
}

/** One way to a broker. `open` throws WayClosed when this machine does not have it, BrokerError when the user must act. */
export interface Way {
  readonly how: How
  open(search: Search): Promise<RunningBroker>
}
