import { parseArgs } from 'node:util'
import type { SimulationCase } from './case.ts'
import { practice } from './cases/cabinet.ts'
import { cases } from './cases/index.ts'

export interface SimulationOptions {
  readonly from: number
  readonly to: number
  /** The one that was named. */
  readonly case: string | null
  /** Among which the seeds choose. */
  readonly cases: readonly SimulationCase[]
  readonly trace: boolean
  readonly json: boolean
  readonly mutations: boolean
  /** Schedules with cuts in them. */
  readonly cuts: boolean
}

export const usage =
  'npm run simulate -- [--seed s | --seeds from..to] [--case name] [--cuts] [--trace] [--json]\nnpm run simulate -- --mutations [--seeds from..to]'

/** Throws a TypeError that names what is wrong. */
export function simulationOptions(args: readonly string[]): SimulationOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '1..1000' },
      case: { type: 'string' },
      trace: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      mutations: { type: 'boolean', default: false },
      cuts: { type: 'boolean', default: false },
    },
  })
  const range = values.seed === undefined ? values.seeds : `${values.seed}..${values.seed}`
  const [from, to] = range.split('..').map(Number)
  if (!Number.isInteger(from) || !Number.isInteger(to) || from! < 0 || to! < from! || to! >= 2 ** 32)
    throw new TypeError(`"${range}" must be two whole numbers from 0 to 4294967295, as in 1..1000`)
  const { trace, json, mutations, cuts } = values
  return {
    from: from!,
    to: to!,
    case: values.case ?? null,
    cases: casesNamed(values.case),
    trace,
    json,
    mutations,
    cuts,
  }
}

/** The engine's own by default; the cabinet, which is slower, only by its name. */
function casesNamed(name: string | undefined): readonly SimulationCase[] {
  if (name === undefined) return cases
  const all = [...cases, practice]
  const found = all.filter(each => each.name === name)
  if (found.length > 0) return found
  throw new TypeError(`There is no case "${name}": ${all.map(each => each.name).join(', ')}`)
}
