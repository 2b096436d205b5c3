import { type Feed, FeedRefused, type FeedRequest, type FeedSink, type Subscribed } from 'millrace'
import { invalid, problem } from '../problems.ts'

/** What a client asks for. */
export type Wish = Omit<FeedRequest, 'id'>

/** Throws a Problem for what cannot be. */
export function subscribe(
  feed: Pick<Feed, 'subscribe'> | null,
  id: string,
  wish: Wish,
  sink: FeedSink,
): Subscribed {
  if (feed === null) throw stopping()
  try {
    return feed.subscribe({ id, ...wish }, sink)
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error
    if (error.code === 'closed') throw stopping()
    throw invalid([
      { where: error.where, message: { en: `is wrong: ${error.message}`, fr: french[error.code] } },
    ])
  }
}

const french = {
  'unknown-source': 'n’est pas une vue, ou un topic, du flux',
  'unknown-field': 'a un champ que la vue n’a pas',
  'bad-token': 'n’est pas un jeton de cet abonnement',
} as const

const stopping = () =>
  problem(
    'not-ready',
    { en: 'The feed of this instance is not running.', fr: 'Le flux de cette instance ne fonctionne pas.' },
    { retryAfterSeconds: 2 },
  )
