import { describe, describeAsMermaid, describeAsText } from 'millrace'
import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { Instance } from '../instance.ts'
import { invalidResponse } from './problemResponses.ts'

/** `/topology`: the dataflow as data, as Kafka Streams prints it, or as a Mermaid diagram. */
export function topologyRoutes(app: Api, instance: Instance): void {
  const formats = ['json', 'mermaid', 'text'] as const
  app.get(
    '/topology',
    {
      config: { access: { roles: ['admin', 'observation'] } },
      schema: {
        summary: 'The dataflow',
        tags: ['instance'],
        querystring: Type.Object(
          {
            format: Type.Optional(
              Type.Unsafe<(typeof formats)[number]>({
                type: 'string',
                enum: [...formats],
                default: 'json',
                description: 'As data, as a Mermaid diagram, or as Kafka Streams prints it',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'The dataflow',
            content: {
              'application/json': { schema: Type.Any() },
              'text/plain': { schema: Type.String() },
            },
          },
          ...invalidResponse,
        },
      },
    },
    async (request, reply) => {
      const { format = 'json' } = request.query
      if (format === 'json') return describe(instance.topology)
      reply.type('text/plain; charset=utf-8')
      return format === 'text' ? describeAsText(instance.topology) : describeAsMermaid(instance.topology)
    },
  )
}
