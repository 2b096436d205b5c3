import { parseArgs } from 'node:util'
import { integer } from '../integer.ts'

export interface ConsoleBenchOptions {
  readonly json: boolean
  /** Null: a broker of its own. */
  readonly brokers: string | null
  readonly turns: number
  /** Of one measurement. */
  readonly seconds: number
}

export const consoleUsage =
  'npm run bench -- --console [--json] [--turns 5] [--seconds 6] [--brokers host:port]'

/** Throws a TypeError that names what is wrong. */
export function consoleOptions(args: readonly string[]): ConsoleBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      brokers: { type: 'string' },
      turns: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '6' },
    },
  })
  return {
    json: values.json,
    brokers: values.brokers ?? null,
    turns: integer('turns', values.turns, 1, 50),
    seconds: integer('seconds', values.seconds, 2, 60),
  }
}
