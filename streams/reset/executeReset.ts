import { carryOverGroup, type ResetMark, resetMarkIn, setResetMark } from '../runtime/resetMark.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import { deleteGroup } from './deleteGroup.ts'
import { deleteInternalTopics } from './deleteInternalTopics.ts'
import { endTransactions } from './endTransactions.ts'
import { membersGone } from './membersGone.ts'
import { memberName } from './refusalsOf.ts'
import { remakeGroup } from './remakeGroup.ts'
import { contextOf, type ResetContext } from './resetContext.ts'
import type { ResetOptions } from './resetOptions.ts'
import type { ResetPlan } from './resetPlan.ts'
import { stillUnderWay } from './stillUnderWay.ts'
import { supersedeOutputs } from './supersedeOutputs.ts'

/**
 * Carries a plan out, or completes the one that is under way: give it that one then. It may die anywhere: until it has begun
 * nothing is changed; from then on no instance starts before it was run again and is done.
 *
 * Throws StreamsError RESET_REFUSED (nothing was changed: members did not stop in time, or another came first), and
 * RESET_UNFINISHED with the reason as its cause: run it again.
 */
export async function executeReset(plan: ResetPlan, options: ResetOptions): Promise<void> {
  const context = contextOf(options, plan.application)
  await begin(context, plan)
  try {
    await complete(context, plan)
  } catch (error) {
    if (error instanceof StreamsError) throw error
    throw new StreamsError(
      'RESET_UNFINISHED',
      `The reset of "${plan.application}" (run ${plan.run}) was cut off: ${(error as Error).message}. No instance starts until it is ` +
        'finished: run it again.',
      error,
    )
  }
}

async function begin({ log, progress }: ResetContext, plan: ResetPlan): Promise<void> {
  const before = await log.read()
  let objection: string | null = null
  if (before.underWay === null) {
    progress('begin', 'telling every instance')
    objection = await log.begun(plan)
  }
  const { underWay } = await log.read()
  if (underWay?.run === plan.run) return
  throw new StreamsError(
    'RESET_REFUSED',
    underWay === null
      ? `The reset of "${plan.application}" is not begun. ${objection ?? 'Another process has ended it at once.'}`
      : `Another reset of "${plan.application}" is under way: run ${underWay.run}, planned ${underWay.madeAt}. Run the reset again to complete that one.`,
  )
}

async function complete(context: ResetContext, plan: ResetPlan): Promise<void> {
  const { kafka, log, progress } = context
  const copy = carryOverGroup(plan.id)
  const mark = resetMarkIn(await kafka.allCommittedOffsets(copy))
  let phase = mark?.run === plan.run ? mark.phase : null
  if (phase === null) await setMark(context, plan, 'begun')
  while (phase !== 'done' && phase !== 'back') {
    const left = await membersGone(context, plan.id)
    if (left.length > 0) return giveUp(context, plan, left.map(memberName), phase !== 'clearing')
    await endTransactions(context, plan)
    await setMark(context, plan, 'clearing')
    phase = 'clearing'
    await deleteInternalTopics(context, plan)
    if (!(await remakeGroup(context, plan))) continue
    await supersedeOutputs(context, plan)
    await setMark(context, plan, 'done')
    phase = 'done'
  }
  progress('done', 'telling every instance')
  await log.done(plan, phase === 'back')
  if (phase === 'back') throw takenBack(plan, 'An earlier attempt found members that did not stop')
  await deleteGroup(kafka, copy)
}

/** What was slept through shows in the log; a mark that came too late would keep instances out for nothing. */
async function setMark(context: ResetContext, plan: ResetPlan, phase: ResetMark['phase']): Promise<void> {
  await stillUnderWay(context, plan)
  await setResetMark(context.kafka, plan, { phase, run: plan.run })
  await stillUnderWay(context, plan).catch(async error => {
    await setResetMark(context.kafka, plan, { phase: 'back', run: plan.run })
    throw error
  })
}

async function giveUp(
  context: ResetContext,
  plan: ResetPlan,
  members: readonly string[],
  isUntouched: boolean,
): Promise<never> {
  const alive = `${members.length} member(s) of "${plan.id}" did not stop: ${members.join(', ')}`
  if (!isUntouched) throw new Error(`${alive}. Stop them`)
  await setMark(context, plan, 'back')
  await context.log.done(plan, true)
  throw takenBack(plan, alive)
}

const takenBack = ({ application }: ResetPlan, why: string) =>
  new StreamsError(
    'RESET_REFUSED',
    `${why}. The reset of "${application}" was taken back, and nothing was changed: those that stopped start again. Stop all of ` +
      'them, then try again.',
  )
