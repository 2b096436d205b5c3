import {
  ConditionNotMet,
  type Endpoint,
  HistoryUnavailable,
  PartitionsUnavailable,
  PlaceRefused,
  QuestionRefused,
  type Said,
  TooManyWaiting,
} from 'millrace'
import { noCursor } from '../cursor.ts'
import type { Problem } from '../problem.ts'
import { problem } from '../problems.ts'
import { when } from '../when.ts'

/** The errors of Queries as answers; null: another one. */
export function queryProblem(error: unknown): Problem | null {
  if (error instanceof PartitionsUnavailable) return incomplete(error)
  if (error instanceof ConditionNotMet) return notMet(error)
  if (error instanceof HistoryUnavailable) return historyGone(error)
  if (error instanceof TooManyWaiting) return tooMany(error.limit)
  if (error instanceof PlaceRefused) return noCursor()
  if (error instanceof QuestionRefused)
    return problem('request-refused', { en: error.message, fr: error.message })
  return null
}

const historyGone = ({ since }: HistoryUnavailable) =>
  problem(
    'history-gone',
    since === null
      ? {
          en: 'What it was is not kept here (HISTORY_DAYS).',
          fr: 'Le passé n’est pas gardé ici (HISTORY_DAYS).',
        }
      : {
          en: `What it was is known from ${new Date(since).toISOString()} on.`,
          fr: `Le passé est connu à partir du ${new Date(since).toISOString()}.`,
        },
    { members: { since: when(since) } },
  )

/** Told of who was asked, at most. */
const mostAsked = 20

function incomplete({ store, partitions, asked }: PartitionsUnavailable): Problem {
  const told = asked.slice(0, mostAsked)
  const list = (words: AskedWords) => told.map(each => saidIn(words, each)).join('; ')
  return problem(
    'incomplete',
    {
      en:
        `Store "${store}": no instance answers for partition ${partitions.join(', ')} now. A part of the rows would be no answer.` +
        (told.length > 0 ? ` Asked: ${list(english)}.` : ''),
      fr:
        `Magasin « ${store} » : aucune instance ne répond pour la partition ${partitions.join(', ')}. Une partie des lignes ne serait pas une réponse.` +
        (told.length > 0 ? ` Demandé à : ${list(french)}.` : ''),
    },
    {
      retryAfterSeconds: 2,
      members: {
        store,
        partitions,
        asked: told.map(({ instance, ...said }) => ({ ...said, instance: instance && addressOf(instance) })),
      },
    },
  )
}

interface AskedWords {
  readonly here: string
  readonly without: string
  readonly silent: string
}

const english: AskedWords = {
  here: 'this instance',
  without: 'does not have it',
  silent: 'no answer in time',
}
const french: AskedWords = { here: 'cette instance', without: 'ne l’a pas', silent: 'pas de réponse à temps' }

const saidIn = (words: AskedWords, { partition, instance, said, why }: Said) =>
  `${partition}: ${instance ? addressOf(instance) : words.here}: ${said === 'failed' ? why : words[said]}`

const addressOf = ({ host, port }: Endpoint) => `${host}:${port}`

const notMet = ({ store, sources }: ConditionNotMet) =>
  problem(
    'condition-not-met',
    {
      en: `Store "${store}": what can be read of partition ${partitionsOf(sources)} is older than asked for.`,
      fr: `Magasin « ${store} » : ce qui peut être lu de la partition ${partitionsOf(sources)} est plus ancien que demandé.`,
    },
    {
      retryAfterSeconds: 1,
      members: {
        store,
        sources: sources.map(({ partition, role, lag, behindMs }) => ({ partition, role, lag, behindMs })),
      },
    },
  )

const partitionsOf = (sources: ConditionNotMet['sources']) =>
  sources.map(({ partition }) => partition).join(', ')

const tooMany = (limit: number) =>
  problem(
    'too-many-waiting',
    {
      en: `${limit} requests wait here already (API_WAITING).`,
      fr: `${limit} requêtes attendent déjà ici (API_WAITING).`,
    },
    { retryAfterSeconds: 1 },
  )
