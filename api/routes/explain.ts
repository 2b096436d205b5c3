import { Type } from 'typebox'
import { changes } from '../../explain/changes.ts'
import { maxEvents, TooManyEvents } from '../../explain/chronicle.ts'
import type { InputPartition } from '../../explain/inputLog.ts'
import { creneauOf, type SubjectKind, subjectKinds } from '../../explain/subject.ts'
import type { Api } from '../api.ts'
import type { Explainer } from '../explain/explainer.ts'
import { explanationSchema } from '../explain/explanationSchema.ts'
import { liveRows } from '../explain/liveRows.ts'
import { notFound, problem } from '../problems.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse, invalidResponse, missingResponse, tooMuchResponse } from './problemResponses.ts'

export interface ExplainRouteOptions {
  readonly rows: Rows
  readonly explain: Explainer
  /** Input records that are read at most, twice each. */
  readonly maxRecords: number
}

/** `GET /api/admin/explain/{kind}/{id}`: the events that made a row what it is. One at a time: it reads the whole input. */
export function explainRoute(app: Api, { rows, explain, maxRecords }: ExplainRouteOptions): void {
  let isBusy = false
  const admit = (log: readonly InputPartition[]) => {
    const records = log.reduce((sum, { begin, end }) => sum + end - begin, 0)
    if (records > maxRecords) throw tooLarge(records, maxRecords)
  }
  app.get(
    '/api/admin/explain/:kind/:id',
    {
      config: { access: { roles: ['admin'], trail: 'read' } },
      schema: {
        summary: 'Why a row is what it is',
        description:
          'Reads the input topics and takes the events of whoever has to do with it one by one. Ids, no names. Takes seconds.',
        tags: ['instance'],
        params: Type.Object({
          kind: Type.Unsafe<SubjectKind>({
            type: 'string',
            enum: [...subjectKinds],
            description: 'What it is',
          }),
          id: Type.String({ minLength: 1, description: 'Of a creneau: `<medecinId>@<instant>`' }),
        }),
        querystring: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 1_000,
                default: 100,
                description: 'The last so many steps',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: explanationSchema,
          ...invalidResponse,
          ...missingResponse,
          ...tooMuchResponse,
          ...awayResponse,
        },
      },
    },
    async request => {
      const { kind, id } = request.params
      if (kind === 'creneau' && creneauOf(id) === null) throw notFound(kind, id)
      if (isBusy) throw busy()
      isBusy = true
      try {
        const options = { withPersonal: false, limit: request.query.limit ?? 100 }
        const found = await explain({ kind, id }, options, admit)
        if (found === null) throw notFound(kind, id)
        const ours = new Map(found.rows.map(each => [`${each.store} ${each.key}`, each]))
        const theirs = await liveRows(rows, found.rows, request.freshness)
        return { ...found.explanation, differences: changes(theirs, ours, false) } as never
      } catch (error) {
        throw error instanceof TooManyEvents ? tooManyEvents() : error
      } finally {
        isBusy = false
      }
    },
  )
}

const tooLarge = (records: number, most: number) =>
  problem('too-large', {
    en: `${records} input records are more than ${most} (API_EXPLAIN_RECORDS): npx cabinet explain reads them all.`,
    fr: `${records} messages en entrée, plus que ${most} (API_EXPLAIN_RECORDS) : npx cabinet explain les lit tous.`,
  })

const tooManyEvents = () =>
  problem('too-large', {
    en: `More than ${maxEvents} events have to do with it.`,
    fr: `Plus de ${maxEvents} événements le concernent.`,
  })

const busy = () =>
  problem(
    'too-many-waiting',
    {
      en: 'Something is being explained already, one thing at a time.',
      fr: 'Une explication est déjà en cours, une seule à la fois.',
    },
    { retryAfterSeconds: 5 },
  )
