import type { InstanceEndpoint } from 'millrace'
import { type TObject, Type } from 'typebox'
import type { Decode } from '../../events/decode.ts'
import type { OutputWriter } from '../../events/outputWriter.ts'
import type { Traces } from '../../tracing/traces.ts'
import type { Api } from '../api.ts'
import type { Command } from '../commands/command.ts'
import { commands } from '../commands/commands.ts'
import { type Dispatched, type DispatchOptions, dispatch } from '../commands/dispatch.ts'
import { drawIds, fingerprintOf, idempotencyKeyOf } from '../commands/idempotencyKey.ts'
import { inputSchema } from '../commands/inputSchema.ts'
import { type AskOptions, askPeers } from '../commands/peersMemory.ts'
import { prepare } from '../commands/prepare.ts'
import { Repeats } from '../commands/repeats.ts'
import { publishIn } from '../observe/traceRequests.ts'
import type { FoundEntry } from '../outbox/commandOutbox.ts'
import { notFound } from '../problems.ts'
import { awayResponse, bodyResponse, invalidResponse, reusedResponse } from './problemResponses.ts'

export interface CommandOptions extends Omit<DispatchOptions, 'log'> {
  readonly decode: Decode
  readonly write: OutputWriter
  readonly now: () => number
  /** Null: nothing is traced. */
  readonly traces: Pick<Traces, 'begin'> | null
  /** The other instances. */
  readonly peers: () => readonly InstanceEndpoint[]
  readonly asking: AskOptions
  /** Commands with an Idempotency-Key that are remembered. */
  readonly keys: number
  /** Commands of an earlier process that wait to be sent. */
  readonly found: readonly FoundEntry[]
  /** How long the Location has its reader wait. */
  readonly waitSeconds: number
}

/** `POST`, `PATCH` and `DELETE` under /api: published, or kept in the outbox, when answered; seen in the stores a moment later. */
export function commandRoutes(app: Api, options: CommandOptions): void {
  const repeats = new Repeats<Dispatched>(options.keys)
  for (const { eventId, fingerprint, topic, time } of options.found) {
    const answer = { status: 'kept', topic, partition: null, offset: null } as const
    repeats.remember(eventId, { fingerprint, time, answer })
  }
  for (const command of commands) commandRoute(app, command, repeats, options)
  rememberedRoute(app, repeats)
}

function commandRoute(
  app: Api,
  command: Command,
  repeats: Repeats<Dispatched>,
  options: CommandOptions,
): void {
  const { decode, write, now, peers, asking, publisher, outbox, traces, waitSeconds } = options
  app.route({
    method: command.method,
    url: command.path,
    config: { access: command.access },
    schema: schemaOf(command),
    // No body says as much as an empty one.
    preValidation: async request => {
      request.body ??= {}
    },
    handler: async (request, reply) => {
      const { id = null } = request.params as { readonly id?: string }
      const input = request[command.input === 'body' ? 'body' : 'query'] as Input
      const key = idempotencyKeyOf(request.headers['idempotency-key'])
      const drawn = drawIds(command, id, key)
      const eventId = input.eventId ?? drawn.eventId
      if (key !== null && !repeats.known(eventId)) {
        const known = await askPeers<Dispatched>(peers(), eventId, asking)
        if (known) repeats.remember(eventId, known)
      }
      const time = (key !== null && repeats.known(eventId)?.time) || now()
      const { record, seenAt, ...prepared } = prepare(command, { input, id, drawn, time }, decode, write)
      const fingerprint = key === null ? null : fingerprintOf(input)
      const send = () =>
        publishIn(request.span, traces, record, traced =>
          dispatch({ eventId, fingerprint, record: traced }, { publisher, outbox, log: request.log }),
        )
      const { answer, repeated } =
        fingerprint === null
          ? { answer: await send(), repeated: false }
          : await repeats.once(eventId, { fingerprint, time }, send)
      reply.code(202)
      reply.header('location', `${seenAt}?event=${encodeURIComponent(eventId)}&wait=${waitSeconds}`)
      if (repeated) reply.header('idempotency-replayed', 'true')
      return { id: prepared.id, eventId, ...answer }
    },
  })
}

type Input = Readonly<Record<string, unknown>> & { readonly eventId?: string }

/** What instances ask each other before they publish: no part of the public API. */
function rememberedRoute(app: Api, repeats: Repeats<Dispatched>): void {
  const schema = { hide: true, params: Type.Object({ eventId: Type.String() }) }
  app.get(
    '/internal/commands/:eventId',
    { config: { access: { roles: ['interne'] } }, schema },
    async request => {
      const known = repeats.known(request.params.eventId)
      if (known) return known
      throw notFound({ en: 'command', fr: 'commande' }, request.params.eventId)
    },
  )
}

function schemaOf(command: Command) {
  const { input, type, byStatut, note, summary, path } = command
  const types = byStatut ? Object.values(byStatut) : [type]
  const published = `Publishes ${types.map(each => `\`${each}\``).join(' or ')}.`
  return {
    summary,
    description: `${note ? `${note} ` : ''}${published} Location is the query that waits for the effect.`,
    tags: ['commands'],
    ...(path.includes(':id') && { params }),
    headers,
    [input]: inputSchema(command),
    response: {
      202: accepted,
      ...invalidResponse,
      ...(input === 'body' && bodyResponse),
      ...reusedResponse,
      ...awayResponse,
    },
  } as { readonly [part: string]: unknown; readonly body?: TObject }
}

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 255 }) })

const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'A repeat with the same key, on whichever instance, has the same eventId and the same drawn ids: no further effect',
    }),
  ),
})

const accepted = Type.Object(
  {
    id: Type.String({ description: 'Of what it is about' }),
    eventId: Type.String(),
    status: Type.Unsafe<'published' | 'kept'>({
      type: 'string',
      enum: ['published', 'kept'],
      description:
        'published: all in-sync replicas have it. kept: Kafka is away, it is on the disk of this instance and is sent later',
    }),
    topic: Type.String(),
    partition: Type.Union([Type.Integer(), Type.Null()]),
    offset: Type.Union([Type.Integer(), Type.Null()]),
  },
  { description: 'Accepted. What follows from it is decided by the stream: ask where Location says' },
)
