import type { PhaseResult } from './figure.ts'
import type { PhaseName } from './options.ts'
import { type Spread, spread } from './spread.ts'

/** What both did in one turn, on the same input and broker, one right after the other. */
export interface Turn {
  readonly millrace: Readonly<Record<string, PhaseResult>>
  readonly peer: Readonly<Record<string, PhaseResult>>
}

/** One figure of both. The ratio is millrace's by the peer's, of each turn by itself. */
export interface Compared {
  readonly unit: string
  /** Which way is better. */
  readonly better: 'more' | 'less'
  readonly turns: number
  readonly millrace: Spread
  readonly peer: Spread
  readonly ratio: Spread
}

const figures: Readonly<Partial<Record<PhaseName, Readonly<Record<string, Compared['better']>>>>> = {
  run: {
    rendezvousPerSecond: 'more',
    rendezvousPerSecondOfWall: 'more',
    cpuPerRendezvous: 'less',
    peakRss: 'less',
  },
  restore: {
    untilRunning: 'less',
    recordsPerSecond: 'more',
    recordsPerSecondOfWall: 'more',
    records: 'less',
    peakRss: 'less',
  },
  crash: { untilNextOutput: 'less' },
  broker: { untilNextOutput: 'less' },
  'broker-crash': { untilNextOutput: 'less' },
}

/** By phase and figure. Turns in which either failed the phase are left out; a figure without any turn is left out. */
export function comparison(
  turns: readonly Turn[],
): Readonly<Record<string, Readonly<Record<string, Compared>>>> {
  const phases = Object.entries(figures).map(([phase, names]) => {
    const both = turns.filter(({ millrace, peer }) => millrace[phase]?.ok && peer[phase]?.ok)
    const found = Object.entries(names).flatMap(([name, better]) => {
      const pairs = both.flatMap(({ millrace, peer }) => {
        const [ours, theirs] = [millrace[phase]!.figures[name], peer[phase]!.figures[name]]
        return ours && theirs && theirs.value > 0 ? [{ ours, theirs }] : []
      })
      if (pairs.length === 0) return []
      const compared: Compared = {
        unit: pairs[0]!.ours.unit,
        better,
        turns: pairs.length,
        millrace: spread(pairs.map(({ ours }) => ours.value)),
        peer: spread(pairs.map(({ theirs }) => theirs.value)),
        ratio: spread(pairs.map(({ ours, theirs }) => ours.value / theirs.value)),
      }
      return [[name, compared] as const]
    })
    return [phase, Object.fromEntries(found)] as const
  })
  return Object.fromEntries(phases.filter(([, found]) => Object.keys(found).length > 0))
}
