import { memberName } from './refusalsOf.ts'
import type { InputPlan, OutputPlan, ResetPlan } from './resetPlan.ts'
import type { ResetTarget } from './resetTarget.ts'

/** A plan for people to read before they say yes: what goes, what stays, how long it takes. Lines, without a colour. */
export function describeReset(plan: ResetPlan): string {
  return [
    `Reset of "${plan.application}" ${targetText(plan.target)}`,
    `Generation ${plan.generation}, which runs as "${plan.id}"; run ${plan.run}`,
    ...section(`Input: ${count(plan.records)} records are processed again`, inputRows(plan.inputs)),
    ...lostLines(plan),
    ...partialLines(plan),
    ...plan.warnings.map(warning => `  ! ${warning}`),
    ...section(
      `Deleted, and made anew, empty: ${plan.internal.length} internal topics of its own, by their exact names`,
      plan.internal.map(({ topic, partitions, records, bytes, isFormer }) => [
        topic,
        `${partitions} partitions`,
        `${count(records)} records`,
        size(bytes),
        isFormer ? 'of the topology that the group ran last' : '',
      ]),
    ),
    ...section('Outputs', outputRows(plan.outputs)),
    ...keptLines(plan),
    ...section(
      'State on disks: not deleted by hand; every instance sees by the ids of the topics that it is of before, and builds it anew',
      plan.state.map(({ stateDir, memberId, bytes }) => [
        stateDir,
        size(bytes),
        memberId === null ? 'never a member' : `member ${memberId}`,
      ]),
    ),
    ...elsewhere(plan),
    ...section(
      plan.members.length === 0 ? 'Members: none is alive' : 'Members that are alive, and stop first',
      plan.members.map(member => [memberName(member), `${member.tasks} tasks`]),
    ),
    '',
    `Stays as it is: the input topics${plan.untouched.length > 0 ? `, ${plan.untouched.join(', ')}` : ''}`,
    `Expected time: ${timeText(plan)}`,
  ].join('\n')
}

function targetText(target: ResetTarget): string {
  if (target.kind === 'zero') return 'to offset zero'
  return target.kind === 'time' ? `to ${target.time}` : 'to given offsets'
}

function inputRows(inputs: readonly InputPlan[]): readonly (readonly string[])[] {
  return [...Map.groupBy(inputs, ({ topic }) => topic)].map(([topic, partitions]) => [
    topic,
    `${count(partitions.reduce((sum, { to, end }) => sum + end - to, 0))} records`,
    partitions.map(({ partition, from, to }) => `${partition}: ${from ?? 'none'} → ${to}`).join('   '),
  ])
}

function outputRows(outputs: readonly OutputPlan[]): readonly (readonly string[])[] {
  return outputs.map(({ topic, records, action, reason }) => [
    topic,
    `${count(records)} records`,
    action === 'supersede' ? 'REMOVED' : 'kept',
    reason ?? '',
  ])
}

const keptLines = ({ outputs, run }: ResetPlan) =>
  outputs.some(({ action }) => action === 'keep')
    ? [
        '  Consumers of those that are kept are told everything again: what is the same has the same id, and all has the',
        `  header millrace-run: ${run}`,
      ]
    : []

const lostLines = ({ lost }: ResetPlan) =>
  lost.map(
    ({ topic, partition, records, until }) =>
      `  ! ${topic}[${partition}]: ${count(records)} records are gone (${until === null ? 'none is left' : `the first that is left is of ${until}`})`,
  )

function partialLines({ target, skipped, sourceTables }: ResetPlan): readonly string[] {
  if (target.kind === 'zero' || skipped === 0) return []
  const whole = Object.entries(sourceTables).map(([store, topic]) => `${store} (${topic})`)
  return [
    `  ! The state will know only what follows from the records from there on: ${count(skipped)} before them are not read`,
    ...(whole.length > 0
      ? [`    but for tables that are their topic, which are whole: ${whole.join(', ')}`]
      : []),
  ]
}

function elsewhere({ state, members }: ResetPlan): readonly string[] {
  const known = new Set(state.map(({ memberId }) => memberId))
  const others = members.filter(({ memberId }) => !known.has(memberId))
  if (others.length > 0)
    return others.map(
      member => `  ${memberName(member)}: on its own machine, which is not looked at from here`,
    )
  return ['  Instances on other machines: the same, by themselves, when they start']
}

function timeText({ seconds, recordsPerSecond, records }: ResetPlan): string {
  if (recordsPerSecond === null || seconds === null)
    return `not known; ${count(records)} records divided by what the application does in a second`
  return `about ${duration(seconds)} at ${count(recordsPerSecond)} records a second`
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  const isNumber = (cell: string) => /^[\d,.]+ (records|[kMGT]?B|partitions|tasks)$/.test(cell)
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (isNumber(cell) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('   ')
  return ['', title, ...rows.map(row => `  ${line(row)}`.trimEnd())]
}

const count = (n: number) => n.toLocaleString('en-US')

function size(bytes: number): string {
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'][Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3))]!
  const scaled = bytes / 1000 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(unit)
  return `${unit === 'B' ? scaled : scaled.toFixed(1)} ${unit}`
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}
