import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { Supervisor, type SupervisorOptions } from '../supervisor.ts'

export type Does = 'serve' | 'throw' | 'refuse' | 'busy' | 'hang'

const quick = { firstMs: 10, longestMs: 100, deaths: 3, windowMs: 60_000 }

/** A supervisor over children that do what is asked, with all it left behind and all it logged. */
export function supervise(does: Does[], options: Partial<SupervisorOptions> = {}) {
  const left: number[] = []
  const log: string[] = []
  const line = (details: object, message: string) => void log.push(`${message} ${JSON.stringify(details)}`)
  const supervisor = new Supervisor({
    instances: does.length,
    port: 20_000 + Math.floor(Math.random() * 10_000),
    command: (instance, port) => ({
      module: join(import.meta.dirname, 'program.ts'),
      args: [],
      environment: { PORT: String(port), NAME: String(instance), DOES: does[instance - 1]! },
    }),
    leave: async instance => void left.push(instance),
    backoff: quick,
    log: { info: line, warn: line, error: line },
    ...options,
  })
  const states = () => supervisor.instances.map(({ state }) => state)
  const reached = (...wanted: string[]) =>
    vi.waitFor(() => expect(states()).toEqual(wanted), { timeout: 20_000, interval: 20 })
  return { supervisor, left, log, states, reached, does }
}
