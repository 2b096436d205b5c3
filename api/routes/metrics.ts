import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { Metrics } from '../observe/metrics.ts'

/** `/metrics`, in Prometheus' text format. */
export function metricsRoute(app: Api, metrics: Metrics): void {
  app.get(
    '/metrics',
    {
      config: { access: { roles: ['admin', 'observation', 'interne'] } },
      schema: {
        summary: 'Metrics for Prometheus',
        tags: ['instance'],
        response: {
          200: {
            description: 'In Prometheus’ text format',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_request, reply) => {
      reply.type(metrics.contentType)
      return metrics.text()
    },
  )
}
