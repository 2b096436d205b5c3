import type { TopicPartition } from '../wire/kafka.ts'
import type { ReplicaContext } from './openReplica.ts'

/**
 * The end of a changelog in which no transaction is open. A transaction ends by markers, one a partition, and the one that
 * freed the input offsets may come before the changelog's: reading up to the last stable offset alone could miss what is
 * committed already. Whatever is open here is a former owner's; it ends by itself, at the latest by its timeout.
 * Null: the task was taken away meanwhile.
 */
export async function settledEnd(
  changelog: TopicPartition,
  { kafka, logger, time }: ReplicaContext,
  signal: AbortSignal,
): Promise<number | null> {
  const end = async (at: 'stable' | 'latest') => (await kafka.listOffsets([changelog], at))[0]!.offset
  const latest = await end('latest')
  for (let waits = 0; !signal.aborted; waits++) {
    const stable = await end('stable')
    if (stable >= latest) return stable
    if (waits === 20)
      logger.info({ ...changelog, stable, latest }, 'waiting for a former owner’s transaction to end')
    await time.sleep(50)
  }
  return null
}
