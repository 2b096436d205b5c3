import { randomUUID } from 'node:crypto'
import type { Topology } from '../graph/topology.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import { systemTime, type Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import { planReset } from './planReset.ts'
import { readFacts } from './readFacts.ts'
import { type ResetAccepts, type ResetRefusal, refusalsOf } from './refusalsOf.ts'
import { ResetLog } from './resetLog.ts'
import type { LocalState, ResetPlan } from './resetPlan.ts'
import type { ResetTarget } from './resetTarget.ts'

export interface PrepareResetOptions {
  readonly kafka: Kafka
  /** The application's own name, whichever generation is live. */
  readonly applicationId: string
  readonly deadLetterTopic?: string
  /** Default: to zero. */
  readonly target?: ResetTarget
  /** `keep` (default): consumers see the same events again. `supersede`: those of before are removed. */
  readonly outputs?: 'keep' | 'supersede'
  /** Output topics that others write as well, and who does: they are kept whatever `outputs` says. */
  readonly shared?: Readonly<Record<string, string>>
  /** State directories that are known here, for the plan to name. */
  readonly state?: readonly LocalState[]
  /** Records that the application processes in a second, as measured; for the expected time. */
  readonly recordsPerSecond?: number
  readonly accepts?: Partial<ResetAccepts>
  readonly time?: Time
}

export interface PreparedReset {
  readonly plan: ResetPlan
  /** It has begun already and is not finished: the plan is the one of then, whatever is asked now. */
  readonly isUnderWay: boolean
  /** Why it must not be carried out as it stands; empty: give the plan to `executeReset`. */
  readonly refusals: readonly ResetRefusal[]
}

/** What a reset of the live generation would do. Changes nothing. Throws StreamsError BAD_OPTIONS, KafkaError, KafkaUnreachable. */
export async function prepareReset(topology: Topology, options: PrepareResetOptions): Promise<PreparedReset> {
  const { kafka, applicationId, target = { kind: 'zero' }, time = systemTime } = options
  if (target.kind === 'time' && Number.isNaN(Date.parse(target.time)))
    throw new StreamsError(
      'BAD_OPTIONS',
      `Option target: "${target.time}" is not a time such as 2026-01-01T00:00:00Z`,
    )
  const log = await new ResetLog({ kafka, applicationId, time }).read()
  if (log.underWay !== null) return { plan: log.underWay, isUnderWay: true, refusals: [] }
  const facts = await readFacts({
    kafka,
    topology,
    application: applicationId,
    deadLetterTopic: options.deadLetterTopic ?? null,
    log,
    target,
    now: time.now(),
  })
  const plan = planReset(facts, {
    run: randomUUID(),
    target,
    outputs: options.outputs ?? 'keep',
    shared: options.shared ?? {},
    state: options.state ?? [],
    recordsPerSecond: options.recordsPerSecond ?? null,
  })
  const accepts = { stop: false, loss: false, partialState: false, ...options.accepts }
  return { plan, isUnderWay: false, refusals: refusalsOf(plan, facts, accepts) }
}
