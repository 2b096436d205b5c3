import { parseArgs } from 'node:util'
import { sizes, type Workload } from '../bench/workload.ts'

const workloads = {
  tiny: sizes.tiny,
  middle: { patients: 2_000, medecins: 100, rendezvous: 20_000 },
} satisfies Record<string, Workload>

export interface FaultOptions {
  readonly json: boolean
  readonly rounds: number
  readonly seed: number
  readonly workload: Workload
  readonly brokers: string | null
}

export const usage = `npm run faults -- [--json] [--rounds n] [--seed s] [--size ${Object.keys(workloads).join('|')}] [--brokers host:port]`

/** Throws a TypeError that names what is wrong. */
export function faultOptions(args: readonly string[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      size: { type: 'string', default: 'middle' },
      brokers: { type: 'string' },
    },
  })
  const workload = workloads[values.size as keyof typeof workloads]
  if (!workload) throw new TypeError(`--size must be one of ${Object.keys(workloads).join(', ')}`)
  return {
    json: values.json,
    rounds: integer('rounds', values.rounds, 1, 10_000),
    seed: integer('seed', values.seed, 0, 2 ** 32 - 1),
    workload,
    brokers: values.brokers ?? null,
  }
}

function integer(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new TypeError(`--${option} must be a whole number from ${min} to ${max}, not "${text}"`)
}
