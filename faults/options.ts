import { parseArgs } from 'node:util'
import type { Fault } from './fault.ts'

export interface FaultOptions {
  readonly json: boolean
  readonly rounds: number
  readonly seed: number
  readonly rate: number
  readonly standbys: number
  readonly faults: readonly Fault[]
  readonly brokers: string | null
}

export const usage =
  'npm run faults -- [--json] [--rounds n] [--kinds a,b] [--seed s] [--rate rendezvous-a-second] [--standbys 0|1] [--brokers host:port]'

/** Throws a TypeError that names what is wrong. */
export function faultOptions(args: readonly string[], faults: readonly Fault[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '110' },
      kinds: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      standbys: { type: 'string', default: '0' },
      rate: { type: 'string', default: '200' },
      brokers: { type: 'string' },
    },
  })
  return {
    json: values.json,
    rounds: integer('rounds', values.rounds, 1, 10_000),
    seed: integer('seed', values.seed, 0, 2 ** 32 - 1),
    standbys: integer('standbys', values.standbys, 0, 1),
    rate: integer('rate', values.rate, 1, 5_000),
    faults: values.kinds?.split(',').map(name => kind(name, faults)) ?? faults,
    brokers: values.brokers ?? null,
  }
}

function kind(name: string, faults: readonly Fault[]): Fault {
  const found = faults.find(fault => fault.name === name)
  if (found) return found
  throw new TypeError(`--kinds: "${name}" is none of ${faults.map(fault => fault.name).join(', ')}`)
}

/** Throws a TypeError that names the option. */
export function integer(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new TypeError(`--${option} must be a whole number from ${min} to ${max}, not "${text}"`)
}
