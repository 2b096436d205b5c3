import type { Kafka } from '../wire/kafka.ts'

/** What the members of a group have told of a cut, by their committed offsets. */
export interface CutProgress {
  /** Where every source partition stands, all of them held; key `${topic}-${partition}`. Null: not all are. */
  readonly positions: ReadonlyMap<string, number> | null
  /**
   * Every task is exactly at the cut with phase 2, and nothing lies in a repartition topic that is not processed: nothing changes any
   * more until the release.
   */
  readonly isQuiet: boolean
  /** Partitions that are waited for, `topic[0]`. */
  readonly waitsFor: readonly string[]
}

/** Asks the cluster. `positions`: those of the cut, once they are known. Rejects like Kafka's methods. */
export async function cutProgress(
  _kafka: Kafka,
  _groupId: string,
  _cut: string,
  _positions?: ReadonlyMap<string, number>,
): Promise<CutProgress> {
  throw new Error('not there yet')
}
