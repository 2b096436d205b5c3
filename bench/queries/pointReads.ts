import { type EventEmitter, once } from 'node:events'
import autocannon from 'autocannon'

export interface ReadLoad {
  readonly connections: number
  readonly seconds: number
  /** Answered by `url`/api/patients/<id>; each connection begins at another one. */
  readonly ids: readonly string[]
}

/** What a load of point reads met. */
export interface ReadFigures {
  readonly reads: number
  readonly seconds: number
  /** ms, as the client has them: from the request's first byte to the answer's last. */
  readonly p50: number
  readonly p99: number
  /** Answers other than 200, and requests without one. */
  readonly failed: number
  /** Share of one core that this process spent on asking. */
  readonly generatorCores: number
}

/** Connections that each ask for the next patient as soon as they have the one before. */
export async function pointReads(url: string, { connections, seconds, ids }: ReadLoad): Promise<ReadFigures> {
  const times: number[] = []
  let failed = 0
  let connection = 0
  const load: EventEmitter = autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 10,
    setupClient: client => {
      const from = Math.floor((connection++ / connections) * ids.length)
      const own = [...ids.slice(from), ...ids.slice(0, from)].slice(0, idsEach)
      client.setRequests(own.map(id => ({ method: 'GET', path: `/api/patients/${id}` })))
    },
  }) as unknown as EventEmitter
  const cpu = process.cpuUsage()
  const began = performance.now()
  load.on('response', (_client: unknown, status: number, _bytes: number, ms: number) => {
    times.push(ms)
    if (status !== 200) failed++
  })
  const [{ errors, timeouts }] = (await once(load, 'done')) as [autocannon.Result]
  const took = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    reads: times.length,
    seconds: took / 1000,
    p50: at(0.5),
    p99: at(0.99),
    failed: failed + errors + timeouts,
    generatorCores: (user + system) / 1000 / took,
  }
}

/** Each connection keeps its requests as bytes. */
const idsEach = 500
