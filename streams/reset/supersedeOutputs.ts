import { partitionsOf } from '../wire/partitionsOf.ts'
import type { ResetContext } from './resetContext.ts'
import type { ResetPlan } from './resetPlan.ts'
import { stillUnderWay } from './stillUnderWay.ts'

/** Removes what was written before: up to the ends of now, since who wrote it has stopped and nobody else writes there. */
export async function supersedeOutputs(context: ResetContext, plan: ResetPlan): Promise<void> {
  const { kafka, progress } = context
  const names = plan.outputs.flatMap(({ topic, action }) => (action === 'supersede' ? [topic] : []))
  if (names.length === 0) return
  progress('outputs', `removing the records of ${names.length} output topic(s)`)
  const { topics } = await kafka.metadata(names)
  const partitions = [...topics.values()].flatMap(partitionsOf)
  const ends = await kafka.listOffsets(partitions, 'latest')
  await stillUnderWay(context, plan)
  await kafka.deleteRecords(ends.filter(({ offset }) => offset > 0))
}
