import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { ApiAccess } from '../../api/access/apiAccess.ts'
import type { Instance } from '../../api/instance.ts'
import { isReady } from '../../api/isReady.ts'
import type { Config } from '../../config/readConfig.ts'
import { frontServer, prepareFront } from '../frontRules.ts'
import type { Tls } from '../tlsOf.ts'
import type { NotificationMetrics } from './notificationMetrics.ts'

const open = { config: { access: 'open' } } as const
const operators = { config: { access: { roles: ['admin', 'observation', 'interne'] } } } as const

/** The worker's HTTP face: how it is, and nothing else. */
export async function notificationServer(
  instance: Instance,
  metrics: NotificationMetrics,
  { access, tls, config, logger }: { access: ApiAccess; tls: Tls | null; config: Config; logger: Logger },
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    ...frontServer(access, config, tls),
  }) as unknown as FastifyInstance
  await prepareFront(app, access, config, tls)
  app.get('/health', open, async (_request, reply) => {
    if (instance.state === 'ERROR') reply.code(503)
    return { state: instance.state }
  })
  app.get('/ready', open, async (_request, reply) => {
    if (!isReady(instance)) reply.code(503)
    return { state: instance.state }
  })
  app.get('/api/status', operators, async () => instance.status())
  app.get('/metrics', operators, async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
  return app
}
