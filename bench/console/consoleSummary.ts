import { columns } from '../columns.ts'
import { type Spread, spread } from '../spread.ts'
import { type ConsoleMeasured, paces } from './consoleBench.ts'

/** At one pace, over the turns in which both measurements are worth something. */
export interface ConsoleSummary {
  readonly pace: number | null
  readonly turns: number
  readonly without: PageFigures
  readonly open: PageFigures
  /** With a page by without, of each turn by itself. */
  readonly cpuRatio: Spread
  readonly recordsRatio: Spread
  /** How long the page waited, ms. */
  readonly answers: Spread
}

interface PageFigures {
  readonly recordsPerSecond: Spread
  readonly cpuPerRecord: Spread
}

export function consoleSummary(measured: readonly ConsoleMeasured[]): readonly ConsoleSummary[] {
  return paces.flatMap(pace => {
    const good = measured.filter(each => each.pace === pace && each.faults.length === 0)
    const pairs = good
      .filter(({ isOpen }) => isOpen)
      .flatMap(open => {
        const without = good.find(each => !each.isOpen && each.turn === open.turn)
        return without ? [{ open, without }] : []
      })
    if (pairs.length === 0) return []
    const figures = (side: 'open' | 'without'): PageFigures => ({
      recordsPerSecond: spread(pairs.map(pair => pair[side].recordsPerSecond)),
      cpuPerRecord: spread(pairs.map(pair => pair[side].cpuPerRecord)),
    })
    const ratio = (figure: 'cpuPerRecord' | 'recordsPerSecond') =>
      spread(pairs.map(({ open, without }) => open[figure] / without[figure]))
    return [
      {
        pace,
        turns: pairs.length,
        without: figures('without'),
        open: figures('open'),
        cpuRatio: ratio('cpuPerRecord'),
        recordsRatio: ratio('recordsPerSecond'),
        answers: spread(pairs.flatMap(({ open }) => open.answers)),
      },
    ]
  })
}

/** For people. */
export function consoleTable(summaries: readonly ConsoleSummary[]): string {
  const rows = summaries.flatMap(({ pace, turns, without, open, cpuRatio, recordsRatio, answers }) => {
    const name = pace === null ? 'all it can take' : `${pace.toLocaleString('en')} records/s`
    const row = (what: string, records: string, cpu: string, waited: string) => [
      name,
      what,
      records,
      cpu,
      waited,
    ]
    const of = (what: string, { recordsPerSecond, cpuPerRecord }: PageFigures, waited: string) =>
      row(what, shown(recordsPerSecond), shown(cpuPerRecord), waited)
    return [
      of(`without a page, ${turns} turns`, without, ''),
      of('with one', open, shown(answers)),
      row('ratio', shown(recordsRatio), shown(cpuRatio), ''),
    ]
  })
  return columns([['', '', 'records/s', 'CPU µs/record', 'answers, ms'], ...rows])
}

/** `1.23 (1.1 to 1.4)` */
const shown = ({ median, min, max }: Spread) => `${short(median)} (${short(min)} to ${short(max)})`
const short = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 })
