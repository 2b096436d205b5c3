import { answerPeers } from 'millrace'
import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { Instance } from '../instance.ts'

/** Of a question: thousands of keys. */
const questionBytes = 4 * 1024 * 1024

/** What instances ask each other of the rows that they have. No part of the public API. */
export function internalRoutes(app: Api, instance: Instance): void {
  const answer = answerPeers(instance)
  app.post(
    '/internal/queries',
    {
      bodyLimit: questionBytes,
      config: { access: { roles: ['interne'] } },
      schema: { hide: true, body: Type.Unknown() },
    },
    async (request, reply) =>
      // Serialised here: there is no schema of what every store holds.
      reply
        .type('application/json')
        .serializer(JSON.stringify)
        .send(await answer(request.body)),
  )
}
