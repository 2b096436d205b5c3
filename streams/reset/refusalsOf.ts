import type { ApplicationFacts } from './applicationFacts.ts'
import type { ResetPlan } from './resetPlan.ts'
import { partitionName } from './resetTarget.ts'

/** What the operator has said yes to beforehand. */
export interface ResetAccepts {
  /** Members that are alive are told to stop. */
  readonly stop: boolean
  readonly loss: boolean
  readonly partialState: boolean
}

export interface ResetRefusal {
  readonly code:
    | 'INPUT_MISSING'
    | 'OFFSETS_WRONG'
    | 'OTHER_GENERATIONS'
    | 'MEMBERS_ALIVE'
    | 'INPUT_LOST'
    | 'PARTIAL_STATE'
  readonly why: string
  readonly remedy: string
}

/** Why the plan is not carried out as it stands, all reasons; empty: it may. Pure. */
export function refusalsOf(
  plan: ResetPlan,
  facts: ApplicationFacts,
  accepts: ResetAccepts,
): readonly ResetRefusal[] {
  const refusals: ResetRefusal[] = []
  if (facts.missingInputs.length > 0) {
    refusals.push({
      code: 'INPUT_MISSING',
      why: `Topics that it reads do not exist: ${facts.missingInputs.join(', ')}.`,
      remedy: 'Create them, or look whether this is the right Kafka.',
    })
  }
  const wrong = wrongOffsets(plan)
  if (wrong.length > 0) {
    refusals.push({
      code: 'OFFSETS_WRONG',
      why: `The offsets do not fit the source topics: ${few(wrong)}.`,
      remedy: 'Name every source partition once, with an offset that is not behind its end.',
    })
  }
  if (facts.otherGenerations.length > 0) {
    refusals.push({
      code: 'OTHER_GENERATIONS',
      why: `Beside generation ${facts.generation} there is ${facts.otherGenerations.join(', ')}.`,
      remedy: 'Retire or abandon it first.',
    })
  }
  if (plan.members.length > 0 && !accepts.stop) {
    refusals.push({
      code: 'MEMBERS_ALIVE',
      why: `${plan.members.length} member(s) are alive: ${plan.members.map(memberName).join(', ')}.`,
      remedy:
        'Stop them, or --stop tells them to. One that was killed counts as alive until its session ends.',
    })
  }
  if (plan.lost.length > 0 && !accepts.loss) {
    const lost = plan.lost.map(
      each =>
        `${partitionName(each)} lacks ${each.records} record(s)${
          each.until === null ? ', and none is left' : `; the first that is left is of ${each.until}`
        }`,
    )
    refusals.push({
      code: 'INPUT_LOST',
      why: `Input is gone that a reset would have to read: ${few(lost)}. What follows from it will be gone too.`,
      remedy: '--accept-loss goes on with what is left.',
    })
  }
  if (plan.target.kind !== 'zero' && plan.skipped > 0 && !accepts.partialState) {
    refusals.push({
      code: 'PARTIAL_STATE',
      why: `The state will be built from the records after these offsets alone: ${plan.skipped} before them are not read.`,
      remedy: '--accept-partial-state says that this is wanted.',
    })
  }
  return refusals
}

export const memberName = ({ memberId, endpoint }: { memberId: string; endpoint: string | null }) =>
  endpoint === null ? memberId : `${memberId} (${endpoint})`

const shown = 5

const few = (all: readonly string[]) =>
  all.slice(0, shown).join('; ') + (all.length > shown ? `; and ${all.length - shown} more` : '')

function wrongOffsets({ target, inputs }: ResetPlan): readonly string[] {
  if (target.kind !== 'offsets') return []
  const { offsets } = target
  const known = new Map(inputs.map(input => [partitionName(input), input]))
  return [
    ...[...known.keys()].filter(name => !(name in offsets)).map(name => `${name} is not named`),
    ...Object.keys(offsets).flatMap(name => {
      const input = known.get(name)
      if (!input) return [`${name} is not read by it`]
      return offsets[name]! > input.end ? [`${name} ends at ${input.end}`] : []
    }),
  ]
}
