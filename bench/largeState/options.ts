import { parseArgs } from 'node:util'

export interface LargeStateOptions {
  readonly json: boolean
  /** Distinct keys: each is written once first. */
  readonly keys: number
  /** Then so many records of keys by chance, each of which reads its row. */
  readonly updates: number
  readonly memoryBytes: number
  /** Null: a broker of its own. */
  readonly brokers: string | null
}

export const usage = `npm run bench:large-state -- [--keys 10000000] [--updates 2000000] [--memory-mib 256] [--brokers host:port] [--json]`

/** Throws a TypeError that names what is wrong. */
export function largeStateOptions(args: readonly string[]): LargeStateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      keys: { type: 'string', default: '10000000' },
      updates: { type: 'string', default: '2000000' },
      'memory-mib': { type: 'string', default: '256' },
      brokers: { type: 'string' },
    },
  })
  const whole = (name: 'keys' | 'updates' | 'memory-mib', least: number, most: number) => {
    const value = Number(values[name])
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new TypeError(`--${name} must be a whole number from ${least} to ${most}, not "${values[name]}"`)
  }
  return {
    json: values.json,
    keys: whole('keys', 1_000, 100_000_000),
    updates: whole('updates', 0, 100_000_000),
    memoryBytes: whole('memory-mib', 64, 65_536) * 2 ** 20,
    brokers: values.brokers ?? null,
  }
}
