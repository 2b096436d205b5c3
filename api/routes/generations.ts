import { Type } from 'typebox'
import type { Api } from '../api.ts'
import type { ApiOptions } from '../apiOptions.ts'
import {
  comparisonSchema,
  generationListSchema,
  showComparison,
  switchedSchema,
  topicsSchema,
} from '../generations/generationSchemas.ts'
import { awayResponse, invalidResponse, missingResponse, refusedResponse } from './problemResponses.ts'

const config = { access: { roles: ['admin'] } } as const
const params = Type.Object({
  generation: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Its number' }),
})
const others = { ...invalidResponse, ...missingResponse, ...refusedResponse, ...awayResponse }
const tags = ['generations']

/** `/api/admin/generations`: docs/reprocess.md. */
export function generationRoutes(app: Api, admin: ApiOptions['generations']): void {
  app.get(
    '/api/admin/generations',
    {
      config,
      schema: {
        summary: 'Generations of the application: which is live, how far each is',
        tags,
        response: { 200: generationListSchema, ...awayResponse },
      },
    },
    async () => {
      const { lastComparison, ...list } = await admin.list()
      return { ...list, lastComparison: lastComparison && showComparison(lastComparison) } as never
    },
  )

  app.post(
    '/api/admin/generations/:generation/compare',
    {
      config,
      schema: {
        summary: 'Compare a generation with the live one',
        description: 'At a cut: intake is held for a moment. Rows and events that differ, the first of each.',
        tags,
        params,
        response: { 200: comparisonSchema, ...others },
      },
    },
    async ({ params }) => showComparison(await admin.compare(params.generation)) as never,
  )

  app.post(
    '/api/admin/generations/:generation/switch',
    {
      config,
      schema: {
        summary: 'Make a generation the live one',
        description: 'It must have caught up. The one that was live goes on as a shadow.',
        tags,
        params,
        response: { 200: switchedSchema, ...others },
      },
    },
    async ({ params }) => admin.switchTo(params.generation),
  )

  app.post(
    '/api/admin/generations/rollback',
    {
      config,
      schema: {
        summary: 'Make the generation live that was live before',
        tags,
        response: { 200: switchedSchema, ...others },
      },
    },
    async () => admin.rollback(),
  )

  for (const [verb, summary, act] of [
    ['retire', 'End a generation that was live', (of: number) => admin.retire(of)],
    ['abandon', 'End a generation that never was live', (of: number) => admin.abandon(of)],
  ] as const)
    app.post(
      `/api/admin/generations/:generation/${verb}`,
      {
        config,
        schema: {
          summary,
          description: 'Its instances stop; its topics and its group are deleted.',
          tags,
          params,
          response: { 200: topicsSchema, ...others },
        },
      },
      async ({ params }) => ({ topics: [...(await act(params.generation))] }),
    )
}
