import type { CutSnapshot, QueriedInstance, State } from 'millrace'
import type { ConsoleInstance } from 'millrace/console'

/** What the API asks of the running application: a KafkaStreams, or a test's stand-in. */
export interface Instance extends QueriedInstance, ConsoleInstance {
  readonly state: State
  cutSnapshot(cut: string): Promise<CutSnapshot>
  keptSnapshot(cut: string): CutSnapshot | null
}
