import { columns } from '../columns.ts'
import { type Spread, spread } from '../spread.ts'
import type { Measured } from './readsBench.ts'

const figures = [
  'readsPerSecond',
  'p50',
  'p99',
  'calmP50',
  'calmP99',
  'cpuPerRead',
  'processedPerSecond',
  'peakRssMB',
] as const
type FigureName = (typeof figures)[number]

/** Of one service in one mode: the figures over the turns that are worth something. */
export interface Summed {
  readonly service: string
  readonly mode: Measured['mode']
  readonly turns: number
  readonly figures: Readonly<Partial<Record<FigureName, Spread>>>
}

/** Reads a second, and CPU a read, of one by those of another, of each turn by itself. */
export interface Ratio {
  readonly of: string
  readonly to: string
  readonly mode: Measured['mode']
  readonly figure: FigureName
  readonly ratio: Spread
}

export function summed(measured: readonly Measured[]): readonly Summed[] {
  const groups = Map.groupBy(measured, ({ service, mode }) => `${mode} ${service}`)
  return [...groups.values()].flatMap(group => {
    const good = group.filter(({ faults }) => faults.length === 0)
    if (good.length === 0) return []
    const { service, mode } = good[0]!
    const found = figures.flatMap(name => {
      const values = good.flatMap(each => each[name] ?? [])
      return values.length === 0 ? [] : [[name, spread(values)] as const]
    })
    return [{ service, mode, turns: good.length, figures: Object.fromEntries(found) }]
  })
}

const compared = [
  ['millrace', 'kafka-streams'],
  ['cabinet', 'kafka-streams'],
  ['millrace', 'map'],
  ['cabinet', 'map'],
] as const

export function ratios(measured: readonly Measured[]): readonly Ratio[] {
  const good = measured.filter(({ faults }) => faults.length === 0)
  const all: Ratio[] = []
  for (const [of, to] of compared)
    for (const mode of ['idle', 'busy'] as const)
      for (const figure of ['readsPerSecond', 'cpuPerRead', 'p99'] as const) {
        const values = good
          .filter(each => each.service === of && each.mode === mode)
          .flatMap(ours => {
            const theirs = good.find(
              each => each.service === to && each.mode === mode && each.turn === ours.turn,
            )
            const [a, b] = [ours[figure], theirs?.[figure] ?? 0]
            return a !== null && b > 0 ? [a / b] : []
          })
        if (values.length > 0) all.push({ of, to, mode, figure, ratio: spread(values) })
      }
  return all
}

/** For people: a service a line, then the ratios. */
export function readsTable(measured: readonly Measured[]): string {
  const head = [
    '',
    'turns',
    'reads/s',
    'p50 ms',
    'p99 ms',
    'calm p50',
    'calm p99',
    'CPU µs/read',
    'rdv/s',
    'peak MB',
  ]
  const rows = summed(measured).map(({ service, mode, turns, figures: found }) => [
    `${mode}: ${service}`,
    String(turns),
    ...figures.map(name => (found[name] ? shown(found[name]) : '')),
  ])
  const lines = ratios(measured).map(
    ({ of, to, mode, figure, ratio }) => `${mode}: ${of} / ${to}, ${words[figure]}: ${shown(ratio)}`,
  )
  return `${columns([head, ...rows])}\n\n${lines.join('\n')}`
}

const words: Readonly<Partial<Record<FigureName, string>>> = {
  readsPerSecond: 'reads/s',
  cpuPerRead: 'CPU a read',
  p99: 'p99',
}

/** `1.23 (1.1 to 1.4)` */
const shown = ({ median, min, max }: Spread) => `${short(median)} (${short(min)} to ${short(max)})`
const short = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 })
