import { parseArgs } from 'node:util'

export interface SimulationOptions {
  readonly from: number
  readonly to: number
  readonly trace: boolean
  readonly json: boolean
  readonly mutations: boolean
}

export const usage =
  'npm run simulate -- [--seed s | --seeds from..to] [--trace] [--json]\nnpm run simulate -- --mutations [--seeds from..to]'

/** Throws a TypeError that names what is wrong. */
export function simulationOptions(args: readonly string[]): SimulationOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '1..1000' },
      trace: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      mutations: { type: 'boolean', default: false },
    },
  })
  const range = values.seed === undefined ? values.seeds : `${values.seed}..${values.seed}`
  const [from, to] = range.split('..').map(Number)
  if (!Number.isInteger(from) || !Number.isInteger(to) || from! < 0 || to! < from! || to! >= 2 ** 32)
    throw new TypeError(`"${range}" must be two whole numbers from 0 to 4294967295, as in 1..1000`)
  return { from: from!, to: to!, trace: values.trace, json: values.json, mutations: values.mutations }
}
