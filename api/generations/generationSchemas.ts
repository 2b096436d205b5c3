import type { OutputRecord, RowDifference } from 'millrace'
import { Type } from 'typebox'
import { shownRow } from '../../explain/shown.ts'
import type { Comparison } from './comparison.ts'

const count = Type.Integer({ minimum: 0 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const text = Type.String()

const progressSchema = Type.Object({
  instances: count,
  processed: count,
  behind: count,
  perSecond: nullable(Type.Number()),
  etaSeconds: nullable(Type.Number()),
})

const generationSchema = Type.Object({
  generation: count,
  id: Type.String({ description: 'Of its group and its topics' }),
  state: Type.String({ description: 'building, live, shadow, retired or abandoned' }),
  purpose: Type.String({ description: 'reprocess, verify or what-if' }),
  rules: Type.Record(text, text, {
    description: 'That it was begun with, in the place of the environment’s',
  }),
  label: text,
  createdAt: nullable(text),
  switchedAt: nullable(text),
  progress: nullable(progressSchema),
})

const side = nullable(Type.Object({ rows: nullable(count), hash: nullable(text), partitions: count }))

/** Rows and events as JSON, without what is personal. */
const difference = { left: nullable(text), right: nullable(text) }

export const comparisonSchema = Type.Object({
  cut: text,
  left: Type.Integer({ description: 'The generation that is live' }),
  right: Type.Integer({ description: 'The one that is compared with it' }),
  at: text,
  heldMs: Type.Number({ description: 'How long intake was held' }),
  records: count,
  isEqual: Type.Boolean({ description: 'Every row of every store that can be compared' }),
  stores: Type.Array(
    Type.Object({
      store: text,
      verdict: Type.String({ description: 'equal, different, left, right (only there) or incomparable' }),
      left: side,
      right: side,
      onlyLeft: nullable(count),
      onlyRight: nullable(count),
      changed: nullable(count),
      first: Type.Array(Type.Object({ key: text, ...difference })),
    }),
  ),
  outputs: Type.Array(
    Type.Object({
      topic: text,
      left: Type.Object({ records: count, ids: count }),
      right: Type.Object({ records: count, ids: count }),
      onlyLeft: count,
      onlyRight: count,
      changed: count,
      first: Type.Array(Type.Object({ id: text, ...difference })),
    }),
  ),
})

export const generationListSchema = Type.Object({
  live: count,
  previous: nullable(count),
  isCutting: Type.Boolean({ description: 'Intake is held now' }),
  generations: Type.Array(generationSchema),
  lastComparison: nullable(comparisonSchema),
  rules: Type.Array(Type.Object({ name: text, value: text, allowed: text, unit: text }), {
    description: 'That a generation can be begun with others of; as they are for the one of this instance',
  }),
})

export const switchedSchema = Type.Object({
  live: count,
  cut: text,
  heldMs: Type.Number({ description: 'How long intake was held' }),
})

export const topicsSchema = Type.Object({ topics: Type.Array(text, { description: 'That were deleted' }) })

/** Without what is personal: the role that may see it may see no patients. */
export function showComparison({ positions: _, ...comparison }: Comparison) {
  const row = ({ key, left, right }: RowDifference) => ({
    key: key.toString(),
    left: show(left),
    right: show(right),
  })
  const value = (of: OutputRecord | null) => show(of?.value ?? null)
  return {
    ...comparison,
    stores: comparison.stores.map(each => ({ ...each, first: each.first.map(row) })),
    outputs: comparison.outputs.map(each => ({
      ...each,
      first: each.first.map(({ id, left, right }) => ({ id, left: value(left), right: value(right) })),
    })),
  }
}

const show = (bytes: Buffer | null): string | null =>
  bytes && JSON.stringify(shownRow(JSON.parse(bytes.toString()) as object, false))
