import { parseArgs } from 'node:util'
import { type TopologyName, topologyNames } from './applicationTopology.ts'
import { type Overrides, parseOverrides } from './peers/kafka-streams/streamsConfig.ts'
import { sizes } from './workload.ts'

export const phaseNames = ['run', 'restore', 'crash', 'broker', 'broker-crash'] as const
export type PhaseName = (typeof phaseNames)[number]

const peerNames = ['kafka-streams'] as const
const defaultTurns = 3
const maxTurns = 20

export interface BenchOptions {
  readonly json: boolean
  readonly size: keyof typeof sizes
  readonly topology: TopologyName
  /** Null: a broker of its own. */
  readonly brokers: string | null
  readonly only: readonly PhaseName[]
  /** Null: millrace alone, once. */
  readonly peer: PeerOptions | null
}

/** Whom millrace is compared with. */
export interface PeerOptions {
  readonly name: (typeof peerNames)[number]
  readonly config: Overrides
  /** How often each of the two runs all phases. */
  readonly turns: number
}

export const usage = `npm run bench -- [--json] [--size ${Object.keys(sizes).join('|')}] [--topology ${topologyNames.join('|')}]
                 [--only ${phaseNames.join(',')}] [--brokers host:port]
                 [--peer ${peerNames.join('|')} [--turns ${defaultTurns}] [--peer-config key=value]...]`

/** Throws a TypeError that names what is wrong. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      size: { type: 'string', default: 'small' },
      topology: { type: 'string', default: 'bench' },
      brokers: { type: 'string' },
      only: { type: 'string' },
      peer: { type: 'string' },
      turns: { type: 'string' },
      'peer-config': { type: 'string', multiple: true },
    },
  })
  const topology = oneOf('topology', values.topology, topologyNames)
  const peer = peerOptions(values.peer, values.turns, values['peer-config'])
  if (peer && topology !== 'bench') throw new TypeError('--peer runs the topology "bench" only')
  const only = values.only ?? (peer ? 'run,restore,crash' : 'run,restore,crash,broker')
  return {
    json: values.json,
    size: oneOf('size', values.size, Object.keys(sizes) as (keyof typeof sizes)[]),
    topology,
    brokers: values.brokers ?? null,
    only: only.split(',').map(name => oneOf('only', name, phaseNames)),
    peer,
  }
}

function peerOptions(
  name: string | undefined,
  turns: string | undefined,
  config: readonly string[] | undefined,
): PeerOptions | null {
  if (name === undefined) {
    if (turns === undefined && config === undefined) return null
    throw new TypeError('--turns and --peer-config are for --peer')
  }
  const count = Number(turns ?? defaultTurns)
  if (!Number.isInteger(count) || count < 1 || count > maxTurns)
    throw new TypeError(`--turns must be a whole number from 1 to ${maxTurns}, not "${turns}"`)
  return { name: oneOf('peer', name, peerNames), config: parseOverrides(config ?? []), turns: count }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T
  throw new TypeError(`--${option} must be one of ${allowed.join(', ')}, not "${value}"`)
}
