import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { ApiOptions } from '../apiOptions.ts'
import type { Instance } from '../instance.ts'
import { isReady } from '../isReady.ts'
import { problem } from '../problems.ts'
import type { Rows } from '../rows/rows.ts'
import { outboxSchema, showOutbox } from './outbox.ts'
import { awayResponse, invalidResponse } from './problemResponses.ts'

/** `/health`: should it be restarted? `/ready`: should it be sent traffic? `/api/status`: all there is to know. */
export function healthRoutes(
  app: Api,
  instance: Instance,
  rows: Rows,
  outbox: NonNullable<ApiOptions['outbox']> | null,
): void {
  const state = Type.Object({ state: Type.String(), outbox: Type.Union([outboxSchema, Type.Null()]) })

  app.get(
    '/health',
    {
      config: { access: 'open' },
      schema: {
        summary: 'Whether the process is sound',
        description: '200 in every state but ERROR.',
        tags: ['instance'],
        response: { 200: state, 503: state },
      },
    },
    async ({ principal }, reply) => {
      if (instance.state === 'ERROR') reply.code(503)
      const status = outbox && showOutbox(outbox.status())
      // Why it waits may name brokers: not to anybody.
      return { state: instance.state, outbox: principal ? status : status && { ...status, lastError: null } }
    },
  )

  app.get(
    '/ready',
    {
      config: { access: 'open' },
      schema: {
        summary: 'Whether every store that is this instance’s serves',
        description:
          'With scope=all: whether every row of the application can be asked for here, wherever it is.',
        tags: ['instance'],
        querystring: Type.Object(
          {
            scope: Type.Optional(
              Type.Unsafe<'instance' | 'all'>({
                type: 'string',
                enum: ['instance', 'all'],
                default: 'instance',
                description: 'Of this instance, or of the application',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          ...invalidResponse,
          200: Type.Object({ state: Type.String(), tasks: Type.Integer() }),
          ...awayResponse,
        },
      },
    },
    async request => {
      const { state, tasks, restoring, paused } = instance.status()
      if (isReady(instance)) {
        if (request.query.scope === 'all')
          for (const store of instance.topology.stores.keys())
            await rows.page(store, { limit: 1 }, request.freshness)
        return { state, tasks: tasks.length }
      }
      throw problem(
        'not-ready',
        {
          en: `The instance is ${state}${restoring.length > 0 ? ' and restores state' : ''}${paused ? '; intake is paused' : ''}.`,
          fr: `L’instance est ${state}${restoring.length > 0 ? ' et restaure son état' : ''}${paused ? ' ; la lecture est suspendue' : ''}.`,
        },
        {
          retryAfterSeconds: 1,
          members: {
            state,
            ...(paused && { paused }),
            restoring: restoring.map(({ store, partition, from, at, to }) => ({
              store,
              partition,
              done: to > from ? (at - from) / (to - from) : 1,
              remaining: to - at,
            })),
          },
        },
      )
    },
  )

  app.get(
    '/api/status',
    {
      config: { access: { roles: ['admin', 'observation', 'interne'] } },
      schema: { summary: 'What the instance is doing', tags: ['instance'], response: { 200: Type.Any() } },
    },
    async () => ({ ...instance.status(), endpoints: instance.endpoints() }),
  )
}
