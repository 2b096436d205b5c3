import type { Round } from './round.ts'

/** What all rounds of one kind of fault did. */
export interface KindFigures {
  readonly runs: number
  readonly lost: number
  readonly doubled: number
  readonly wiped: number
  readonly rebuilt: number
  readonly secondsUntilProcessing: Spread
  readonly secondsAfterRepair: Spread
}

interface Spread {
  readonly median: number
  readonly worst: number
}

/** By kind, in the order of their first round. */
export function kindFigures(
  rounds: readonly (Round & { readonly lost: number })[],
): Readonly<Record<string, KindFigures>> {
  return Object.fromEntries(
    [...Map.groupBy(rounds, ({ fault }) => fault)].map(([fault, runs]) => {
      const sum = (what: 'lost' | 'doubled' | 'wiped' | 'rebuilt') =>
        runs.reduce((total, run) => total + run[what], 0)
      return [
        fault,
        {
          runs: runs.length,
          lost: sum('lost'),
          doubled: sum('doubled'),
          wiped: sum('wiped'),
          rebuilt: sum('rebuilt'),
          secondsUntilProcessing: spread(runs.map(run => run.secondsUntilProcessing)),
          secondsAfterRepair: spread(runs.map(run => run.secondsAfterRepair)),
        },
      ]
    }),
  )
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median: rounded(median), worst: rounded(sorted.at(-1)!) }
}

const rounded = (value: number) => Math.round(value * 100) / 100
