import { parseArgs } from 'node:util'
import { type TopologyName, topologyNames } from './applicationTopology.ts'
import { sizes } from './workload.ts'

export const phaseNames = ['run', 'restore', 'crash', 'broker', 'broker-crash'] as const
export type PhaseName = (typeof phaseNames)[number]

export interface BenchOptions {
  readonly json: boolean
  readonly size: keyof typeof sizes
  readonly topology: TopologyName
  /** Null: a broker of its own. */
  readonly brokers: string | null
  readonly only: readonly PhaseName[]
}

export const usage = `npm run bench -- [--json] [--size ${Object.keys(sizes).join('|')}] [--topology ${topologyNames.join('|')}]
                 [--only ${phaseNames.join(',')}] [--brokers host:port]`

/** Throws a TypeError that names what is wrong. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      size: { type: 'string', default: 'small' },
      topology: { type: 'string', default: 'bench' },
      brokers: { type: 'string' },
      only: { type: 'string', default: 'run,restore,crash,broker' },
    },
  })
  return {
    json: values.json,
    size: oneOf('size', values.size, Object.keys(sizes) as (keyof typeof sizes)[]),
    topology: oneOf('topology', values.topology, topologyNames),
    brokers: values.brokers ?? null,
    only: values.only.split(',').map(name => oneOf('only', name, phaseNames)),
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T
  throw new TypeError(`--${option} must be one of ${allowed.join(', ')}, not "${value}"`)
}
