import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { DeadLetters, Selection } from '../../dlq/deadLetters.ts'
import { type LetterFilter, letterStatuses } from '../../dlq/letterFilter.ts'
import { formatLetterId, type LetterId, parseLetterId } from '../../dlq/letterId.ts'
import { showLetter, showWholeLetter } from '../../dlq/showLetter.ts'
import type { TreatReport } from '../../dlq/treatReport.ts'
import type { Api } from '../api.ts'
import { invalid, kafkaAway, notFound } from '../problems.ts'
import { deadLetterListSchema, treatReportSchema, wholeDeadLetterSchema } from '../resources/deadLetter.ts'
import { speak } from '../speak.ts'
import { paging } from './paging.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'

const number = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }))
const date = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))
const letterName = Type.String({ pattern: '^\\d{1,9}@\\d{1,15}$', description: 'partition@offset' })

const filterFields = {
  topic: Type.Optional(
    Type.String({ description: 'Of the record that failed, as are partition and offsets' }),
  ),
  partition: number('Of the record that failed'),
  fromOffset: number('The record that failed lay there, or after'),
  toOffset: number('The record that failed lay there, or before'),
  error: Type.Optional(Type.String({ description: 'A code such as WRONG_TYPE' })),
  key: Type.Optional(Type.String({ description: 'Of the record, as text' })),
  text: Type.Optional(Type.String({ minLength: 1, description: 'Somewhere in key or value' })),
  since: date('When it failed: not before'),
  until: date('When it failed: before'),
}
const filterSchema = Type.Object(filterFields, { additionalProperties: false })

const selected = {
  letters: Type.Optional(Type.Array(letterName, { minItems: 1, maxItems: 500 })),
  filter: Type.Optional({ ...filterSchema, description: 'Instead of letters. {} is all' }),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 500, description: 'Of a filter: how many at most' }),
  ),
  from: Type.Optional({ ...letterName, description: 'Of a filter: `next` of the call before' }),
}

/** The dead letters: seen, sent again, put away. */
export function dlqRoutes(app: Api, dead: Pick<DeadLetters, 'list' | 'get' | 'replay' | 'discard'>): void {
  app.get(
    '/api/dlq',
    {
      config: { access: { roles: ['admin'], trail: 'read' } },
      schema: {
        summary: 'List dead letters: records that could not be processed',
        description:
          'Open ones unless `status` says otherwise; partition after partition, in the order of their offsets.',
        tags: ['dead letters'],
        querystring: Type.Object(
          {
            status: Type.Optional(
              Type.Unsafe<(typeof letterStatuses)[number]>({
                type: 'string',
                enum: [...letterStatuses],
                default: 'open',
                description: 'What became of them',
              }),
            ),
            ...filterFields,
            limit: paging.limit,
            cursor: Type.Optional({ ...letterName, description: '`next` of the page before' }),
          },
          { additionalProperties: false },
        ),
        response: { 200: deadLetterListSchema, ...invalidResponse, ...awayResponse },
      },
    },
    async request => {
      const { status, limit = 50, cursor, ...rest } = request.query
      const from = cursor === undefined ? null : parseLetterId(cursor)
      const { letters, ...scan } = await asked(dead.list({ ...filterOf(rest), status }, limit, from))
      return { items: letters.map(showLetter), ...scan } as never
    },
  )

  app.get(
    '/api/dlq/:partition/:offset',
    {
      config: { access: { roles: ['admin'], trail: 'read' } },
      schema: {
        summary: 'One dead letter: the record as it was, and why it is there',
        tags: ['dead letters'],
        params: Type.Object({
          partition: Type.Integer({ minimum: 0, description: 'In the topic of dead letters' }),
          offset: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'There' }),
        }),
        response: { 200: wholeDeadLetterSchema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async request => {
      const found = await asked(dead.get(request.params))
      if (found === null)
        throw notFound({ en: 'dead letter', fr: 'lettre morte' }, formatLetterId(request.params))
      return showWholeLetter(found) as never
    },
  )

  app.post(
    '/api/dlq/replay',
    {
      config: { access: { roles: ['admin'], trail: 'command' } },
      schema: {
        summary: 'Send records again, to the topics that they came from',
        description:
          'As they were, with the header `dlq.replay`, in one transaction with the note that it was done: once, unless forced.',
        tags: ['dead letters'],
        body: Type.Object(
          {
            ...selected,
            force: Type.Optional(
              Type.Boolean({ default: false, description: 'Also those that were treated before' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: treatReportSchema, ...invalidResponse, ...awayResponse },
      },
    },
    async (request, reply) => {
      const { force = false, ...rest } = request.body
      const report = await asked(dead.replay(selectionOf(rest, force), force))
      return showReport(report, request, reply) as never
    },
  )

  app.post(
    '/api/dlq/discard',
    {
      config: { access: { roles: ['admin'], trail: 'command' } },
      schema: {
        summary: 'Say of dead letters that nothing more is to be done about them',
        tags: ['dead letters'],
        body: Type.Object(selected, { additionalProperties: false }),
        response: { 200: treatReportSchema, ...invalidResponse, ...awayResponse },
      },
    },
    async (request, reply) => {
      const report = await asked(dead.discard(selectionOf(request.body, false)))
      return showReport(report, request, reply) as never
    },
  )
}

function showReport({ reasons, ...report }: TreatReport, request: FastifyRequest, reply: FastifyReply) {
  const language = speak(request, reply)
  return { ...report, reasons: reasons.map(({ letter, reason }) => ({ letter, reason: reason[language] })) }
}

interface Selected {
  readonly letters?: readonly string[]
  readonly filter?: Static<typeof filterSchema>
  readonly limit?: number
  readonly from?: string
}

function selectionOf({ letters, filter, limit = 500, from }: Selected, force: boolean): Selection {
  if ((letters === undefined) === (filter === undefined))
    throw invalid([
      {
        where: 'body',
        message: { en: 'must have letters or a filter', fr: 'doit avoir letters ou filter' },
      },
    ])
  if (letters) return { letters: letters.map(name => parseLetterId(name) as LetterId) }
  return {
    filter: { ...filterOf(filter!), status: force ? 'all' : 'open' },
    limit,
    from: from === undefined ? null : parseLetterId(from),
  }
}

const filterOf = ({ since, until, ...rest }: Static<typeof filterSchema>): LetterFilter => ({
  ...rest,
  since: since === undefined ? undefined : Date.parse(since),
  until: until === undefined ? undefined : Date.parse(until),
})

/** What Kafka cannot do now is to be asked again. */
const asked = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: Error) => {
    throw error.name === 'KafkaUnreachable' || 'kafkaName' in error
      ? kafkaAway(error.message, { en: 'Kafka has the dead letters.', fr: 'Kafka a les lettres mortes.' })
      : error
  })
