import type { CommittedOffset } from '../kafka.ts'

/** Offsets as OffsetCommit and TxnOffsetCommit want them, by topic. */
export function offsetTopics(offsets: readonly CommittedOffset[]) {
  return Array.from(
    Map.groupBy(offsets, entry => entry.topic),
    ([name, entries]) => ({
      name,
      partitions: entries.map(({ partition, offset, metadata }) => ({
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
        committedMetadata: metadata ?? '',
      })),
    }),
  )
}
