import { passes } from '../runtime/wireTrouble.ts'
import type { FeedContext } from './feedContext.ts'
import { Lost } from './lost.ts'
import type { SnapshotPage } from './snapshotSource.ts'
import type { Tail } from './tail.ts'

/**
 * The page, as of a position from which the log has what follows; null: the log was cut off after what the page has (or cannot
 * be asked now), or they are older than the cut at which this generation became live. What is read for it is kept for those who follow.
 */
export async function followable(
  page: SnapshotPage,
  partition: number,
  { topic, logs }: Tail,
  { kafka, begunAt }: Pick<FeedContext, 'kafka' | 'begunAt'>,
): Promise<SnapshotPage | null> {
  const log = logs[partition]!
  const { position, role } = page
  // It is of a time when another generation was live.
  if (role === 'standby' && position < (begunAt(topic)?.[partition] ?? 0)) return null
  if (position >= log.head || log.find(position) !== null) return page
  try {
    await log.load(position)
    return page
  } catch (error) {
    if (!(error instanceof Lost) || error.reason !== 'out-of-log') throw error
  }
  if (role === 'standby') return null
  // Nobody else writes the log, and the position of a commit is before its marker: that is all that was there.
  const [begin] = await kafka.listOffsets([{ topic, partition }], 'earliest').catch(error => {
    if (passes(error)) return []
    throw error
  })
  return begin?.offset === position + 1 ? { ...page, position: begin.offset } : null
}
