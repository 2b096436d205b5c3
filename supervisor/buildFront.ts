import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { passOn } from '../forward/passOn.ts'
import { sendUnavailable } from '../forward/sendUnavailable.ts'
import { askChild } from './askChild.ts'
import { candidates } from './candidates.ts'
import { frontMetrics } from './frontMetrics.ts'
import type { FrontOptions } from './frontOptions.ts'
import { mergeMetrics } from './mergeMetrics.ts'

const open = { config: { access: 'open' } } as const
/** As the children have it. */
const operators = { config: { access: { roles: ['admin', 'observation', 'interne'] } } } as const

/**
 * What stands before the children at the one port: it answers for all of them at /health, /ready, /metrics, /api/status and
 * /api/outbox, and passes everything else on to one that is ready. The caller listens and closes.
 */
export async function buildFront(options: FrontOptions): Promise<FastifyInstance> {
  const { applicationId, instances, isRestarting, originOf, wholePath, logger } = options
  const { headers, server, prepare } = options
  const app = Fastify({
    // A child that does not answer for a moment is no event: the next one is asked.
    ...(logger ? { loggerInstance: logger.child({}, { level: 'error' }) } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    ...server,
  }) as unknown as FastifyInstance
  await prepare?.(app)
  const metrics = frontMetrics(instances)
  const each = <T>(path: string, read: (text: string) => T) =>
    Promise.all(
      instances().map(async ({ port, pid }) => {
        const answer = pid === null ? null : await askChild(`${originOf(port)}${path}`, headers)
        return answer?.status === 200 ? read(answer.text) : null
      }),
    )

  // Whether this process should be restarted: children are its business.
  app.get('/health', open, async (_request, reply) => {
    if (instances().every(({ state }) => state === 'FAILED')) reply.code(503)
    return { state: overall(options), instances: instances() }
  })

  app.get('/ready', open, async (_request, reply) => {
    for (const port of candidates(instances())) {
      const answer = await askChild(`${originOf(port)}${wholePath}`, headers)
      if (answer?.status === 200) return { state: overall(options), instances: instances() }
    }
    return sendUnavailable(reply, 'No instance can answer for everything now.', { instances: instances() })
  })

  app.get('/metrics', operators, async (_request, reply) => {
    const pages = await each('/metrics', text => text)
    reply.type(metrics.contentType)
    const merged = mergeMetrics(
      pages.flatMap((text, index) => (text === null ? [] : [{ instance: index + 1, text }])),
    )
    return `${await metrics.metrics()}\n${merged}`
  })

  app.get('/api/status', operators, async () => {
    const statuses = await each('/api/status', text => JSON.parse(text) as unknown)
    return {
      applicationId,
      state: overall(options),
      pid: process.pid,
      restarting: isRestarting(),
      instances: instances().map((instance, index) => ({ ...instance, status: statuses[index] })),
    }
  })

  // One of them would tell of its own alone.
  app.get('/api/outbox', operators, async () => {
    const outboxes = await each('/api/outbox', text => JSON.parse(text) as unknown)
    return {
      instances: instances().map(({ instance }, index) => ({ instance, outbox: outboxes[index] ?? null })),
    }
  })

  passOn(app, {
    origins: () => candidates(instances()).map(originOf),
    nobody: 'No instance is running now.',
  })
  return app
}

/** READY: all are. DEGRADED: some are. */
function overall({ instances, isRestarting }: FrontOptions): string {
  const states = instances().map(({ state }) => state)
  if (states.every(state => state === 'READY')) return 'READY'
  if (isRestarting()) return 'RESTARTING'
  if (states.every(state => state === 'FAILED')) return 'FAILED'
  return states.includes('READY') ? 'DEGRADED' : 'STARTING'
}
