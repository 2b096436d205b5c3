import { type Static, Type } from 'typebox'
import type { Api } from '../api.ts'
import type { ApiOptions } from '../apiOptions.ts'
import type { OutboxStatus } from '../outbox/commandOutbox.ts'
import { problem } from '../problems.ts'
import { nullableInstant, nullableText, statut } from '../resources/fields.ts'
import { when } from '../when.ts'
import { missingResponse } from './problemResponses.ts'

export const outboxSchema = Type.Object({
  state: statut('idle', 'sending', 'waiting', 'stopped'),
  records: Type.Integer({ description: 'Commands that wait to be published' }),
  maxRecords: Type.Integer({ description: 'More are refused' }),
  bytes: Type.Integer({ description: 'Of its files' }),
  maxBytes: Type.Integer({ description: 'More are refused' }),
  oldest: nullableInstant('Event time of the oldest that waits'),
  lastError: nullableText('Why it waits'),
  totals: Type.Object(
    { kept: Type.Integer(), sent: Type.Integer(), refused: Type.Integer() },
    { description: 'Since this process began' },
  ),
})

export const showOutbox = (status: OutboxStatus): Static<typeof outboxSchema> => ({
  ...status,
  oldest: when(status.oldest),
})

/** `GET /api/outbox`: what this instance keeps until Kafka is back. */
export function outboxRoute(app: Api, outbox: NonNullable<ApiOptions['outbox']> | null): void {
  app.get(
    '/api/outbox',
    {
      config: { access: { roles: ['admin', 'observation', 'interne'] } },
      schema: {
        summary: 'The commands that wait for Kafka on this instance',
        description: 'With OUTBOX=1; else 404.',
        tags: ['instance'],
        response: { 200: outboxSchema, ...missingResponse },
      },
    },
    async () => {
      if (outbox) return showOutbox(outbox.status())
      throw problem('not-found', {
        en: 'This instance has no outbox: it was started without OUTBOX=1.',
        fr: 'Cette instance n’a pas de file d’envoi : elle a été lancée sans OUTBOX=1.',
      })
    },
  )
}
