import { isDeepStrictEqual } from 'node:util'
import type { RowChange } from '../../explain/changes.ts'
import type { Explanation, Step } from '../../explain/explanation.ts'
import type { Place } from '../../explain/place.ts'
import type { Compared } from './compareWithLive.ts'

/** An explanation as lines for people. */
export function showExplanation(explanation: Explanation, compared: Compared): readonly string[] {
  const { subject, read, replayed, reasons, steps, stepsLeftOut } = explanation
  return [
    `${subject.kind} ${subject.id}`,
    '',
    'Why',
    ...reasons.flatMap(({ of, text, because }) => [
      `  ${of}: ${text}`,
      ...because.map(each => `    ${place(each)}`),
    ]),
    '',
    'How it came about',
    ...(stepsLeftOut > 0 ? [`  … ${stepsLeftOut} earlier ones: --limit shows more`] : []),
    ...steps.flatMap(step),
    '',
    `${read.records} records read: ${read.events} events, ${read.refused} that are none, ${read.own} of our own. ` +
      `${replayed.events} replayed; ${replayed.rivals} other rendezvous could have wanted some of the same time.`,
    ...comparison(explanation, compared),
  ]
}

const place = ({ topic, partition, offset, eventId, time }: Place) =>
  `${time}  ${topic}[${partition}]@${offset}  ${eventId}`

function step({ told, time, isLate, changes, published }: Step): readonly string[] {
  const head =
    told === null
      ? `${time}  time had passed`
      : `${place(told)}${isLate ? `  late: written ${told.writtenAt}` : ''}`
  return [
    `  ${head}`,
    ...changes.map(change),
    ...published.map(
      ({ topic, eventId, modele }) => `      → ${topic}${modele === null ? '' : ` (${modele})`}  ${eventId}`,
    ),
  ]
}

function change({ store, key, row, fields }: RowChange): string {
  const what = `      ${store} ${key}`
  if (row === 'gone') return `${what} is gone`
  const told = fields.filter(({ after }) => row === 'changed' || (after !== key && !isEmpty(after)))
  return `${what}${row === 'new' ? ' is new' : ''}: ${told
    .map(({ field, before, after }) => `${field} ${row === 'new' ? value(after) : difference(before, after)}`)
    .join(', ')}`
}

/** Of lists, what came and what went. */
function difference(before: unknown, after: unknown): string {
  if (!Array.isArray(before) || !Array.isArray(after)) return `${value(before)} → ${value(after)}`
  const lacks = (list: readonly unknown[], each: unknown) =>
    !list.some(other => isDeepStrictEqual(each, other))
  return [
    ...before.filter(each => lacks(after, each)).map(each => `− ${value(each)}`),
    ...after.filter(each => lacks(before, each)).map(each => `+ ${value(each)}`),
  ].join(' ')
}

const isEmpty = (shown: unknown) => shown === null || (Array.isArray(shown) && shown.length === 0)

function value(shown: unknown): string {
  if (shown === null) return '–'
  if (Array.isArray(shown)) return `[${shown.map(value).join(', ')}]`
  if (typeof shown !== 'object') return String(shown)
  return `(${Object.entries(shown)
    .filter(([, inner]) => inner !== null)
    .map(([field, inner]) => `${field} ${value(inner)}`)
    .join(', ')})`
}

function comparison({ replayed, cutOff }: Explanation, compared: Compared): readonly string[] {
  if ('skipped' in compared) return [`Not compared with the running cabinet: ${compared.skipped}.`]
  const { rows, differences } = compared
  if (differences.length === 0) return [`The running cabinet answers the same: ${rows} rows.`]
  return [
    'The running cabinet answers otherwise:',
    ...differences.map(({ path, field, replayed, live }) =>
      field === null
        ? `  ${path}: none`
        : `  ${path} ${field}: replayed ${value(replayed)}, live ${value(live)}`,
    ),
    'This may be for',
    ...(replayed.rivalsLeftOut > 0
      ? [`  ${replayed.rivalsLeftOut} rendezvous that were left out: too many want the same médecin's time`]
      : []),
    ...(cutOff.length > 0 ? [`  records that were deleted from ${cutOff.join(', ')}`] : []),
    '  events since the log was read, or not yet processed: run it again',
    '  a reset to a later place than the log’s beginning',
    '  other rules than those that decided then: npx cabinet verify compares the whole',
  ]
}
