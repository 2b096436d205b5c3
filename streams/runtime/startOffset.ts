import type { CommittedOffset, TopicPartition } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import { decodeOffsetMetadata } from './offsetMetadata.ts'
import { StreamsError } from './streamsError.ts'

/** One input partition as it is now. */
export interface InputLog extends TopicPartition {
  readonly topicId: string
  readonly begin: number
  readonly end: number
}

/**
 * Where a task begins to read. Throws INPUT_LOST when the committed offset does not lie in this log any more; with `earliest`
 * it goes on with what has not been processed of the log that there is.
 */
export function startOffset(
  log: InputLog,
  committed: CommittedOffset | undefined,
  { onLostInput, logger }: { readonly onLostInput: 'fail' | 'earliest'; readonly logger: Logger },
): number {
  if (committed === undefined) return log.begin
  const lost = lossOf(log, committed)
  if (lost === null) return committed.offset
  const { topic, partition } = log
  if (onLostInput === 'fail') throw inputLost(log, lost.why)
  logger.warn(
    { topic, partition, from: committed.offset, to: lost.goOnAt, why: lost.why },
    'input was lost unseen; going on with what is left',
  )
  return lost.goOnAt
}

export const inputLost = ({ topic, partition }: TopicPartition, why: string) =>
  new StreamsError(
    'INPUT_LOST',
    `${topic}[${partition}] ${why}. Restore the topic, or start with onLostInput: 'earliest' to go on with what is left.`,
  )

export const madeAnew =
  'was deleted and created again: what was not yet processed is gone, and offsets mean other records'

function lossOf(log: InputLog, committed: CommittedOffset): { why: string; goOnAt: number } | null {
  const { topicId } = decodeOffsetMetadata(committed.metadata)
  const at = committed.offset
  if (topicId !== null && topicId !== log.topicId) return { why: madeAnew, goOnAt: log.begin }
  if (at < log.begin) {
    return {
      why: `begins at ${log.begin}, and ${at} is the next to process: records in between were deleted unseen`,
      goOnAt: log.begin,
    }
  }
  if (at > log.end) {
    return {
      why: `ends at ${log.end}, and all before ${at} was processed: its last records were lost, and others may come in their place`,
      goOnAt: log.end,
    }
  }
  return null
}
