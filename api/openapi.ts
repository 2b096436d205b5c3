import type { SwaggerOptions } from '@fastify/swagger'
import { describeRoute } from './describeRoute.ts'

/** The description at /openapi.json. Its schemas are the routes' own, which check requests and write answers. */
export const openapi: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Cabinet',
      version: '1.0.0',
      description:
        'A medical practice on event streams. Commands are published to Kafka and answered with their position; what follows ' +
        'from them is read a moment later. Errors are RFC 9457 problem details.',
    },
    tags: [
      { name: 'queries', description: 'Committed state, whole or not at all' },
      { name: 'feed', description: 'Rows, then every change of them, as they are committed' },
      { name: 'commands', description: 'Publish an event' },
      { name: 'dead letters', description: 'Records that could not be processed' },
      {
        name: 'generations',
        description: 'The program anew from the first event, beside the one that answers',
      },
      { name: 'streams', description: 'The inside of the application' },
      { name: 'instance', description: 'How this process is' },
    ],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A key of the cabinet, or a token (JWT) of its issuer. Not where nobody is asked who he is.',
        },
      },
    },
  },
  transform: describeRoute,
  refResolver: { buildLocalReference: ({ $id }) => String($id) },
}
