import { existsSync, readFileSync } from 'node:fs'
import {
  describeReset,
  executeReset,
  generationId,
  type PreparedReset,
  prepareReset,
  type ResetTarget,
  readOffsets,
} from 'millrace'
import { deadLetterTopic, topics } from '../../events/topics.ts'
import { confirmed } from '../confirmed.ts'
import { followAnew } from '../followAnew.ts'
import { coordinatorOf, ofGeneration } from '../generations/ofGeneration.ts'
import { localStates } from '../localStates.ts'
import { StartError } from '../startError.ts'
import { stopSignal } from '../stopSignal.ts'
import { topologyOf } from '../topologyOf.ts'
import { type KafkaAtHand, withKafka } from './withKafka.ts'

export interface ResetCommandOptions {
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly stop?: boolean
  /** ISO 8601. */
  readonly toTime?: string
  /** `topic:partition=offset,…`, or a file of such lines. */
  readonly toOffsets?: string
  readonly outputs: 'keep' | 'supersede'
  readonly acceptLoss?: boolean
  readonly acceptPartialState?: boolean
  /** Records that the cabinet processes in a second. */
  readonly rate?: number
  /** Goes on until all is processed again, and tells how many records a second that were. */
  readonly follow?: boolean
  /** Seconds for which members may be waited for. */
  readonly wait: number
}

/** `cabinet reset`: shows what would be done, asks, does it. 1 where it is refused, or was not wanted. */
export function resetCommand(options: ResetCommandOptions): Promise<number> {
  const { json = false, dryRun = false } = options
  return withKafka(json, async at => {
    const signal = stopSignal(() =>
      console.error('\nWaits no longer; what has begun is completed or taken back.'),
    )
    const prepared = await prepare(options, at)
    const { plan, isUnderWay, refusals } = prepared
    if (!json) tell(prepared)
    if (dryRun || refusals.length > 0) {
      if (json) console.log(JSON.stringify({ done: false, dryRun, isUnderWay, refusals, plan }))
      return refusals.length > 0 ? 1 : 0
    }
    if (!(await isWanted(options, plan.application, signal))) {
      if (json) console.log(JSON.stringify({ done: false, dryRun, isUnderWay, refusals, plan }))
      else console.log('Nothing was changed.')
      return 1
    }
    const begun = performance.now()
    await executeReset(plan, {
      kafka: at.kafka,
      patienceMs: options.wait * 1_000,
      signal,
      progress: (step, said) => at.progress.note(`  ${step.padEnd(12)} ${said}`),
    })
    const seconds = Number(((performance.now() - begun) / 1_000).toFixed(1))
    if (!json) for (const line of next(prepared, seconds)) console.log(line)
    const coordinator = coordinatorOf(at.config, at.kafka)
    const anew = options.follow ? await followAnew(coordinator, plan.generation, at.progress, signal) : null
    if (json) console.log(JSON.stringify({ done: true, dryRun, isUnderWay, refusals, seconds, anew, plan }))
    else if (anew)
      console.log(
        `Processed again: ${anew.records} records in ${anew.seconds.toFixed(1)} s, ${anew.recordsPerSecond} a second.`,
      )
    return 0
  })
}

async function prepare(options: ResetCommandOptions, { config, kafka }: KafkaAtHand): Promise<PreparedReset> {
  const ofLive = await ofGeneration({ ...config, GENERATION: null }, kafka)
  const id = generationId(config.APPLICATION_ID, ofLive.GENERATION)
  return prepareReset(topologyOf(ofLive), {
    kafka,
    applicationId: config.APPLICATION_ID,
    deadLetterTopic,
    target: targetOf(options),
    outputs: options.outputs,
    shared: sharedTopics,
    state: await localStates(config, ofLive.GENERATION, id),
    ...(options.rate !== undefined && { recordsPerSecond: options.rate }),
    accepts: {
      stop: options.stop ?? false,
      loss: options.acceptLoss ?? false,
      partialState: options.acceptPartialState ?? false,
    },
  })
}

/** Commands of people and records of other services are in them too: a record there is not known to be ours by its place. */
const sharedTopics = Object.fromEntries(
  topics
    .filter(({ direction }) => direction === 'both')
    .map(({ name }) => [name, 'commands and other services write to it as well, and it is read as input']),
)

function targetOf({ toTime, toOffsets }: ResetCommandOptions): ResetTarget {
  if (toTime !== undefined && toOffsets !== undefined)
    throw new StartError('--to-time or --to-offsets: not both.')
  if (toTime !== undefined) return { kind: 'time', time: toTime }
  if (toOffsets === undefined) return { kind: 'zero' }
  const text = existsSync(toOffsets) ? readFileSync(toOffsets, 'utf8') : toOffsets
  return { kind: 'offsets', offsets: readOffsets(text) }
}

function tell({ plan, isUnderWay, refusals }: PreparedReset): void {
  if (isUnderWay)
    console.log(
      `A reset that was begun is not finished. This is its plan, of ${plan.madeAt}; what was asked now is not looked at.\n`,
    )
  console.log(describeReset(plan))
  if (plan.seconds === null)
    console.log('  --rate takes how many that are; --follow tells it, when all is processed again.')
  if (refusals.length === 0) return
  console.log('\nRefused:')
  for (const { why, remedy } of refusals) console.log(`  ${why}\n    ${remedy}`)
}

async function isWanted(
  { yes = false, json = false }: ResetCommandOptions,
  application: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (yes) return true
  if (json || !process.stdin.isTTY)
    throw new StartError('Nobody is asked here whether this is wanted: --yes says so, --dry-run only shows.')
  return confirmed('\nThis cannot be undone.', application, signal)
}

const next = ({ plan }: PreparedReset, seconds: number): readonly string[] => [
  `Done in ${seconds} s. ${plan.members.length > 0 ? 'Instances that were told to stop start again by themselves; others' : 'Instances'} begin anew at their next start: npm start`,
  'How far they are: npx cabinet generations   Whether all is as it should be: npx cabinet audit',
]
