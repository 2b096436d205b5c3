import type { RowDifference, StoreComparison } from 'millrace'
import type { Comparison, OutputOfTopic } from '../../api/generations/comparison.ts'

const shownRows = 5
const width = 24

/** A comparison for people, a line each. */
export function tellComparison(comparison: Comparison): readonly string[] {
  const { left, right, heldMs, records, stores, outputs, isEqual } = comparison
  const differing = stores.filter(({ verdict }) => verdict !== 'equal' && verdict !== 'incomparable')
  return [
    `Generation ${right} against ${left}, at ${number(records)} input records; intake was held for ${Math.round(heldMs)} ms.`,
    `  ${'store'.padEnd(width)} ${`rows of ${left}`.padStart(12)} ${`of ${right}`.padStart(12)}   hash`,
    ...stores.map(storeLine),
    ...differing.flatMap(({ store, first }) => [
      '',
      `  ${store}:`,
      ...first.slice(0, shownRows).flatMap(rowLines),
    ]),
    '',
    `  ${'topic'.padEnd(width)} ${`events of ${left}`.padStart(12)} ${`of ${right}`.padStart(12)}`,
    ...outputs.map(outputLine),
    '',
    isEqual
      ? 'Equal: every row of every store that can be compared.'
      : `Different: ${differing.map(({ store }) => store).join(', ')}.`,
  ]
}

function storeLine(each: StoreComparison): string {
  const { store, verdict, left, right } = each
  const rows = [left, right]
    .map(side => (side?.rows == null ? '—' : number(side.rows)).padStart(12))
    .join(' ')
  const told = {
    equal: `${left?.hash?.slice(0, 8) ?? ''} equal`.trimStart(),
    different: counted(each),
    left: 'is not there any more',
    right: 'is new',
    incomparable: 'not compared: not a function of the input alone',
  }[verdict]
  return `  ${store.padEnd(width)} ${rows}   ${told}`
}

function counted({
  changed,
  onlyLeft,
  onlyRight,
}: Pick<StoreComparison, 'changed' | 'onlyLeft' | 'onlyRight'>) {
  const counts = [
    [changed, 'differ'],
    [onlyLeft, 'missing'],
    [onlyRight, 'more'],
  ] as const
  return counts.flatMap(([count, what]) => (count ? [`${number(count)} ${what}`] : [])).join(', ')
}

const isSame = ({ onlyLeft, onlyRight, changed }: OutputOfTopic) => onlyLeft + onlyRight + changed === 0

function outputLine(each: OutputOfTopic): string {
  const ids = [each.left.ids, each.right.ids].map(count => number(count).padStart(12)).join(' ')
  return `  ${each.topic.padEnd(width)} ${ids}   ${isSame(each) ? 'equal' : counted(each)}`
}

/** Of a row that changed only the fields that did. */
export function rowLines({ key, left, right }: RowDifference): readonly string[] {
  const place = `    ${key.toString()}`
  if (left === null) return [`${place} is more: ${shorten(right!.toString())}`]
  if (right === null) return [`${place} is missing: ${shorten(left.toString())}`]
  return [place, ...changes(parse(left), parse(right), '').map(line => `      ${line}`)]
}

function changes(left: unknown, right: unknown, path: string): readonly string[] {
  if (isObject(left) && isObject(right))
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap(name =>
      changes(left[name], right[name], path === '' ? name : `${path}.${name}`),
    )
  const [was, is] = [left, right].map(value => (value === undefined ? 'none' : JSON.stringify(value)))
  return was === is ? [] : [`${path}: ${shorten(was!)} → ${shorten(is!)}`]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return bytes.toString()
  }
}

const shorten = (text: string) => (text.length > 100 ? `${text.slice(0, 99)}…` : text)
const number = (of: number) => of.toLocaleString('en')
