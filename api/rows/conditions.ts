import { type Conditions, type FeedGenerations, Position, positionIn } from 'millrace'
import { Type } from 'typebox'
import { invalid } from '../problems.ts'

/** What every query can be asked beside. */
export const conditionsQuery = (maxSeconds: number) => ({
  'min-position': Type.Optional(
    Type.String({
      pattern: '^1\\.[A-Za-z0-9_-]+$',
      maxLength: 8192,
      description:
        'X-Position of an earlier answer: rows are as of it or later, or the answer is a 412. With `wait`, it is waited for',
    }),
  ),
  'max-lag': Type.Optional(
    Type.String({
      pattern: '^\\d{1,9}(ms|s)?$',
      description:
        'How far rows of a standby may be behind: so many changes, or with `ms` or `s` so much time; or the answer is a 412',
    }),
  ),
  partial: Type.Optional(
    Type.Boolean({
      description:
        'Answer lists without partitions that no instance answers for; X-Missing says which. Default: 503',
    }),
  ),
  wait: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: maxSeconds,
      description: 'Seconds to wait until rows are as `min-position` and `max-lag` say',
    }),
  ),
})

export interface ConditionsQuery {
  readonly 'min-position'?: string
  readonly 'max-lag'?: string
  readonly partial?: boolean
  readonly wait?: number
}

/** What is known of the generations, once it was made sure of for whoever asks with a position. */
export type KnownGenerations = Pick<FeedGenerations, 'generation' | 'generations'>

/** Throws a Problem for a position that nobody has given out. */
export function readConditions(query: ConditionsQuery, generations: KnownGenerations | null): Conditions {
  const { 'min-position': token, 'max-lag': lag, partial, wait } = query
  return {
    ...(token !== undefined && readPosition(token, generations)),
    ...(lag !== undefined && readLag(lag)),
    ...(partial && { partial }),
    ...(wait && { waitMs: wait * 1000 }),
  }
}

function readPosition(token: string, known: KnownGenerations | null): Conditions {
  const position = Position.parse(token)
  const asked =
    position && (known ? positionIn(position, known.generation, known.generations) : ofTheOnlyOne(position))
  if (asked) return asked
  const message = {
    en: 'is not a position: pass X-Position of an earlier answer',
    fr: 'n’est pas une position : passez le X-Position d’une réponse précédente',
  }
  throw invalid([{ where: 'querystring/min-position', message }])
}

const ofTheOnlyOne = (position: Position): Conditions | null =>
  [...position.generations].every(generation => generation === 1) ? { minPosition: position } : null

function readLag(lag: string): Conditions {
  const number = Number.parseInt(lag, 10)
  if (lag.endsWith('ms')) return { maxBehindMs: number }
  return lag.endsWith('s') ? { maxBehindMs: number * 1000 } : { maxLag: number }
}
