import { StreamsError } from '../runtime/streamsError.ts'
import type { ResetContext } from './resetContext.ts'
import type { ResetPlan } from './resetPlan.ts'

/** Asked before each step: a process that slept may find that another has completed the run, and that instances are at work. */
export async function stillUnderWay({ log }: ResetContext, { application, run }: ResetPlan): Promise<void> {
  const { underWay } = await log.read()
  if (underWay?.run === run) return
  throw new StreamsError(
    'RESET_REFUSED',
    `The reset of "${application}" (run ${run}) was ended by another process; this one has stopped where it was.`,
  )
}
