import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Instance } from '../../api/instance.ts'
import { isReady } from '../../api/isReady.ts'
import type { NotificationMetrics } from './notificationMetrics.ts'

/** The worker's HTTP face: how it is, and nothing else. */
export function notificationServer(
  instance: Instance,
  metrics: NotificationMetrics,
  logger: Logger,
): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
  }) as unknown as FastifyInstance
  app.get('/health', async (_request, reply) => {
    if (instance.state === 'ERROR') reply.code(503)
    return { state: instance.state }
  })
  app.get('/ready', async (_request, reply) => {
    if (!isReady(instance)) reply.code(503)
    return { state: instance.state }
  })
  app.get('/api/status', async () => instance.status())
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
  return app
}
