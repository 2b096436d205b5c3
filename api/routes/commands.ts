import { Type } from 'typebox'
import type { Decode } from '../../events/decode.ts'
import type { Api } from '../api.ts'
import { bodyOf, commands, prepare } from '../commands/command.ts'
import type { Position, PublishedRecord } from '../commands/publisher.ts'
import { kafkaAway } from '../problems.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

export interface CommandOptions {
  readonly publisher: { publish(records: readonly PublishedRecord[]): Promise<readonly Position[]> }
  readonly decode: Decode
  readonly now: () => number
}

const accepted = Type.Object({
  id: Type.String(),
  eventId: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
})

/** `POST /api/patients`, `/api/medecins`, `/api/rendezvous`: published when answered, seen in the stores a moment later. */
export function commandRoutes(app: Api, { publisher, decode, now }: CommandOptions): void {
  for (const command of commands) {
    app.post(
      `/api/${command.path}`,
      {
        schema: {
          summary: command.summary,
          description: `Publishes \`${command.type}\`, acknowledged by all in-sync replicas. Location is where it will be.`,
          tags: ['commands'],
          body: bodyOf(command),
          response: { 202: accepted, ...invalidResponse, ...awayResponse },
        },
      },
      async (request, reply) => {
        const body = request.body as Readonly<Record<string, unknown>>
        const { id, eventId, record } = prepare(command, body, decode, now())
        const position = await publisher.publish([record]).catch((error: Error) => {
          if (isKafkas(error)) {
            request.log.warn(
              { topic: record.topic, eventId, error: error.message },
              'a command was not published',
            )
            throw kafkaAway(error.message)
          }
          throw error
        })
        reply.code(202).header('location', `/api/${command.path}/${encodeURIComponent(id)}`)
        return { id, eventId, ...position[0]! }
      },
    )
  }
}

/** The wire's two errors and the publisher's own: no mistakes of ours. */
const isKafkas = (error: Error) => ['KafkaUnreachable', 'KafkaError', 'PublishRefused'].includes(error.name)
