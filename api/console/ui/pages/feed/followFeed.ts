import type { FeedRefused, FeedState } from 'millrace/client'
import { feed } from '../../data/feed.ts'
import type { Entry, FeedLog } from './feedLog.ts'
import { groupOf, groups, views, type Wanted } from './source.ts'

/** Told of everything at most: beyond it the newest are shown, and the others counted. */
const perSecond = 200

export interface FollowHandlers {
  onState(state: FeedState): void
  onRefused(refused: FeedRefused): void
}

interface FeedEvent {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly eventId: string
  readonly eventType: string
  readonly timestamp: string
  readonly version: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Puts what the feed tells into a log. Returns how to stop. */
export function followFeed(wanted: Wanted, log: FeedLog, handlers: FollowHandlers): () => void {
  const { view, where } = wanted
  const client = feed.value
  if (view !== null) {
    const isOfKey = Object.keys(where).every(field => field === views[view].id)
    const subscription = client.subscribe(
      { view, where, slow: 'conflate', ...(isOfKey && { rows: false }) },
      {
        ...handlers,
        onChanges: changes => {
          log.add(
            changes.map(({ key, value, at }) => ({
              at,
              key,
              what: view,
              place: null,
              data: value as Entry['data'],
              text: JSON.stringify(value),
            })),
            () => view,
          )
        },
      },
    )
    return () => subscription.close()
  }
  const topics = wanted.groups.flatMap(group => groups[group])
  if (Object.keys(where).length > 0) return followAll(topics, wanted, log, handlers)
  const sample = client.sample<FeedEvent>(
    topics,
    { perSecond },
    {
      ...handlers,
      onEvents: (events, skipped) => {
        log.add(events.map(entryOf).sort(byCause), groupOf)
        for (const [topic, count] of Object.entries(skipped)) log.skip(groupOf(topic), count)
      },
    },
  )
  return () => sample.close()
}

/** Of one patient or médecin every event: none is left out. */
function followAll(
  topics: readonly string[],
  { where }: Wanted,
  log: FeedLog,
  { onState, onRefused }: FollowHandlers,
): () => void {
  const stream = feed.value.events<FeedEvent>(topics, { where })
  onState('live')
  const read = async () => {
    try {
      for await (const event of stream) log.add([entryOf(event)], groupOf)
    } catch (error) {
      onState('closed')
      onRefused(error as FeedRefused)
    }
  }
  void read()
  return () => stream.close()
}

/** Of the same moment, what follows from another comes behind it. */
const byCause = (a: Omit<Entry, 'n'>, b: Omit<Entry, 'n'>) =>
  a.at === b.at ? order.indexOf(a.what) - order.indexOf(b.what) : a.at < b.at ? -1 : 1
const order: readonly string[] = Object.values(groups).flat()

/** The first field of an event's data is the id of what it is about. */
function entryOf({ topic, partition, offset, ...event }: FeedEvent): Omit<Entry, 'n'> {
  return {
    at: event.timestamp,
    what: topic,
    key: String(Object.values(event.data)[0] ?? ''),
    place: `${topic}[${partition}]@${offset}`,
    data: event.data,
    text: JSON.stringify(event),
  }
}
