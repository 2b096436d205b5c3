import type { CutSnapshot, QueriedInstance, State, StoreHash, StreamsStatus } from 'millrace'

/** What the API asks of the running application: a KafkaStreams, or a test's stand-in. */
export interface Instance extends QueriedInstance {
  readonly state: State
  status(): StreamsStatus
  hashes(): readonly StoreHash[]
  cutSnapshot(cut: string): Promise<CutSnapshot>
  keptSnapshot(cut: string): CutSnapshot | null
}
