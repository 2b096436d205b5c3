import type { ResetContext } from './resetContext.ts'
import type { ResetPlan } from './resetPlan.ts'
import { stillUnderWay } from './stillUnderWay.ts'

const lookEveryMs = 100

/**
 * Until there are none of these names. By the ids that the topics had while the run was under way: whoever sleeps in between
 * deletes nothing of what was made anew.
 */
export async function deleteInternalTopics(context: ResetContext, plan: ResetPlan): Promise<void> {
  const { kafka, time, patienceMs, progress } = context
  const names = plan.internal.map(({ topic }) => topic)
  const deadline = time.elapsed() + patienceMs
  const asked = new Set<string>()
  for (;;) {
    const { topics } = await kafka.metadata(names)
    await stillUnderWay(context, plan)
    if (topics.size === 0) return
    const ids = [...topics.values()].map(({ id }) => id).filter(id => !asked.has(id))
    if (ids.length > 0) progress('topics', `deleting ${ids.length} internal topic(s)`)
    await kafka.deleteTopicIds(ids)
    for (const id of ids) asked.add(id)
    if (time.elapsed() > deadline) {
      throw new Error(`these topics are still there: ${[...topics.keys()].join(', ')}`)
    }
    await time.sleep(lookEveryMs)
  }
}
