import { parseArgs } from 'node:util'
import { integer } from '../integer.ts'

export interface QueriesOptions {
  readonly json: boolean
  /** Null: a broker of its own. Another one must not hold the cabinet's topics. */
  readonly brokers: string | null
  readonly turns: number
  readonly seconds: number
  readonly patients: number
  /** Of the feed; 0: it is left out. */
  readonly clients: number
}

export const queriesUsage =
  'npm run bench -- --queries [--json] [--turns 3] [--seconds 4] [--patients 20000] [--clients 2000] [--brokers host:port]'

/** Throws a TypeError that names what is wrong. */
export function queriesOptions(args: readonly string[]): QueriesOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      brokers: { type: 'string' },
      turns: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      patients: { type: 'string', default: '20000' },
      clients: { type: 'string', default: '2000' },
    },
  })
  return {
    json: values.json,
    brokers: values.brokers ?? null,
    turns: integer('turns', values.turns, 1, 20),
    seconds: integer('seconds', values.seconds, 2, 60),
    patients: integer('patients', values.patients, 1_000, 1_000_000),
    clients: integer('clients', values.clients, 0, 4_000),
  }
}
