/** Where the outputs of an instance go: to their topics, to `shadowTopic(applicationId, topic)`, nowhere. */
export type Role = 'live' | 'shadow' | 'none'

/**
 * How somebody outside makes instances stand still at the same place (docs/cuts.md); `KafkaStreams` does it. All of it is
 * kept over recoveries, rebalances and tasks that open later; a new instance knows of nothing until it is told, so tell it before
 * `start`. Calls return at once and take effect between two chunks of records; what is told last counts.
 */
export interface CutControl {
  /**
   * Intake of source topics stops where it is; repartition topics are read on. Acknowledged by the committed offsets of every
   * input partition, which carry the id with phase 1 (`cutProgress` reads them). Idempotent. Throws on an id that is not 1 to
   * 100 letters, digits, dots, dashes, underscores.
   */
  hold(cut: string): void
  /**
   * Source partitions go on up to these offsets (exclusive) and no further; those that are not named stay where they are. Key:
   * `${topic}-${partition}`. Acknowledged with phase 2 as soon as a task stands exactly there, its rows are written and none is left whose time is over;
   * not by a task that is beyond already.
   */
  runTo(cut: string, positions: ReadonlyMap<string, number>): void
  /** Intake goes on. Idempotent. */
  release(): void
  /**
   * Where outputs go from the next record on. Throws when it was started and is not held. Meant for a cut that is quiet
   * (`cutProgress`): outputs of one commit may go to both places otherwise. The topics of a shadow are created first, and nothing is processed until they are there.
   */
  become(role: Role): void
}
