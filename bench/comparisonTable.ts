import { columns } from './columns.ts'
import type { Compared } from './comparison.ts'
import type { Spread } from './spread.ts'
import { words } from './table.ts'

/** The comparison for people: a figure a line, each with median and range, the ratio last. */
export function comparisonTable(
  phases: Readonly<Record<string, Readonly<Record<string, Compared>>>>,
  peer: string,
): string {
  const head = ['', 'unit', 'better', 'turns', 'millrace', peer, `millrace / ${peer}`]
  const rows = Object.entries(phases).flatMap(([phase, figures]) =>
    Object.entries(figures).map(([name, { unit, better, turns, millrace, peer, ratio }]) => [
      `${phase}: ${words(name)}`,
      unit,
      better,
      String(turns),
      shown(millrace),
      shown(peer),
      shown(ratio),
    ]),
  )
  return columns([head, ...rows])
}

/** `1.23 (1.1 to 1.4)` */
const shown = ({ median, min, max }: Spread) => `${short(median)} (${short(min)} to ${short(max)})`
const short = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 })
