import { encodeOffsetMetadata } from '../runtime/offsetMetadata.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { deleteGroup } from './deleteGroup.ts'
import type { ResetContext } from './resetContext.ts'
import type { ResetPlan } from './resetPlan.ts'
import { stillUnderWay } from './stillUnderWay.ts'

/** Somebody joined meanwhile. */
const joined = new Set(['NON_EMPTY_GROUP', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'])

/** The group without its topology, and with the offsets of the plan. False: somebody has joined; once he is gone it is done again. */
export async function remakeGroup(context: ResetContext, plan: ResetPlan): Promise<boolean> {
  const { kafka, progress } = context
  progress('group', `setting the offsets of ${plan.inputs.length} source partition(s)`)
  const { topics } = await kafka.metadata([...new Set(plan.inputs.map(({ topic }) => topic))])
  const offsets = plan.inputs
    // A topic that was made anew since then is read from its begin.
    .filter(({ topic, topicId }) => topics.get(topic)?.id === topicId)
    .map(({ topic, partition, topicId, to }) => ({
      topic,
      partition,
      offset: to,
      metadata: encodeOffsetMetadata({ streamTime: -1, topicId, cut: null }),
    }))
  try {
    await stillUnderWay(context, plan)
    await deleteGroup(kafka, plan.id)
    await stillUnderWay(context, plan)
    await kafka.commitOffsets(plan.id, offsets)
    return true
  } catch (error) {
    if (error instanceof KafkaError && joined.has(error.kafkaName)) return false
    throw error
  }
}
