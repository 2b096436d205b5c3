import type { ApplicationFacts, InputFacts, OutputFacts } from './applicationFacts.ts'
import type { InputPlan, LocalState, LostInput, OutputPlan, ResetPlan } from './resetPlan.ts'
import { partitionName, type ResetTarget } from './resetTarget.ts'

export interface ResetRequest {
  readonly run: string
  readonly target: ResetTarget
  readonly outputs: 'keep' | 'supersede'
  /** Output topics that others write as well, and who: they are never superseded. */
  readonly shared: Readonly<Record<string, string>>
  readonly state: readonly LocalState[]
  /** Records that the application processes in a second, as measured; null: not known. */
  readonly recordsPerSecond: number | null
}

/** What a reset of this application would do. Pure: asks nobody, changes nothing, and judges nothing (`refusalsOf` does). */
export function planReset(facts: ApplicationFacts, request: ResetRequest): ResetPlan {
  const { application, generation, id, now, internal, members, sourceTables } = facts
  const { run, target, state, recordsPerSecond } = request
  const inputs = facts.inputs.map(input => planned(input, target))
  const records = sum(inputs, ({ to, end }) => end - to)
  return {
    run,
    application,
    generation,
    id,
    madeAt: new Date(now).toISOString(),
    target,
    inputs,
    internal,
    outputs: facts.outputs.map(output => outputPlan(output, request)),
    untouched: [...facts.globalTopics, ...(facts.deadLetterTopic ? [facts.deadLetterTopic] : [])],
    sourceTables,
    members,
    state,
    lost: facts.inputs.flatMap(input => lossOf(input, target)),
    warnings: [...losing(facts), ...facts.unlogged.map(unlogged)],
    skipped: sum(inputs, ({ to, begin }) => to - begin),
    records,
    recordsPerSecond,
    seconds: recordsPerSecond === null ? null : Math.ceil(records / recordsPerSecond),
  }
}

const losing = ({ inputs }: ApplicationFacts) =>
  new Set(inputs.flatMap(({ topic, losing }) => losing.map(setting => `${topic} loses input: ${setting}`)))

const unlogged = (store: string) =>
  `the store ${store} has no changelog: its rows stay where they are; delete the state directories of all instances before they start`

function planned(input: InputFacts, target: ResetTarget): InputPlan {
  const { topic, partition, topicId, begin, end, committed } = input
  const to = Math.min(end, Math.max(begin, wanted(input, target)))
  return { topic, partition, topicId, from: committed, to, begin, end }
}

function wanted(input: InputFacts, target: ResetTarget): number {
  if (target.kind === 'zero') return 0
  if (target.kind === 'time') return input.atTime ?? input.end
  return target.offsets[partitionName(input)] ?? input.begin
}

/** By time: what is gone before the first record that is left may have been as late as wanted, unless that one is earlier. */
function lossOf(input: InputFacts, target: ResetTarget): readonly LostInput[] {
  const { topic, partition, begin, beginsAt } = input
  const isWhole =
    target.kind === 'time'
      ? beginsAt !== null && beginsAt < Date.parse(target.time)
      : wanted(input, target) >= begin
  if (begin === 0 || isWhole) return []
  const records = target.kind === 'time' ? begin : begin - wanted(input, target)
  return [{ topic, partition, records, until: beginsAt === null ? null : new Date(beginsAt).toISOString() }]
}

function outputPlan(output: OutputFacts, { outputs, shared }: ResetRequest): OutputPlan {
  const { topic, begins, ends, isCompacted } = output
  const records = sum(ends, (end, partition) => end - begins[partition]!)
  const unfit =
    shared[topic] ?? (isCompacted ? 'it is compacted: Kafka removes nothing from it but by key' : null)
  const reason = outputs === 'supersede' ? unfit : null
  const action = outputs === 'supersede' && reason === null ? 'supersede' : 'keep'
  return { topic, partitions: ends.length, records, action, reason }
}

function sum<T>(items: readonly T[], of: (item: T, index: number) => number): number {
  return items.reduce((total, item, index) => total + of(item, index), 0)
}
