import { Connection } from './connection.ts'
import { BufferedEvents, type EventStream, type EventStreamOptions } from './eventStream.ts'
import { FeedGap } from './feedError.ts'
import { type FeedOptions, globalTime } from './feedOptions.ts'
import { type LiveTable, SubscribedTable } from './liveTable.ts'
import type { ResumeToken, SlowReader } from './protocol.ts'
import { type FeedState, type Handlers, Subscription } from './subscription.ts'
import { webSocket } from './webSocket.ts'

/** Which rows of a view, and what happens when this client does not keep up with them. */
export interface ViewOptions {
  /** All fields must be equal. Default: every row. */
  readonly where?: Readonly<Record<string, string>>
  /** Default `close`: the client resumes by itself, and misses no change. */
  readonly slow?: SlowReader
}

export interface FeedSubscription {
  /** Stands behind all that was told; null before anything is whole. */
  readonly token: ResumeToken | null
  readonly state: FeedState
  /** Nothing is told any more. */
  close(): void
}

export interface SampleOptions extends Pick<ViewOptions, 'where'> {
  /** From 1 to 1,000. */
  readonly perSecond: number
}

/** By topic. */
type Skipped = Readonly<Record<string, number>>

export interface SampleHandlers<Event> extends Pick<Handlers<Event>, 'onState' | 'onRefused'> {
  /** `skipped`: how many there were beside these. */
  onEvents(events: readonly Event[], skipped: Skipped): void
}

/** `Views`: the rows of each view, by its name. */
export interface FeedClient<Views extends object = Record<string, unknown>> {
  /** The rows of a view, kept up to date until the table is closed. */
  table<View extends keyof Views & string>(view: View, options?: ViewOptions): LiveTable<Views[View]>
  /** What a table is made of, for those who need each change, or keep rows and token for later. */
  subscribe<View extends keyof Views & string>(
    options: ViewOptions & {
      readonly view: View
      readonly resume?: ResumeToken | null
      /** False: the changes from now on alone. `where` has fields of the key then. */
      readonly rows?: boolean
    },
    handlers: Pick<Handlers<Views[View]>, 'onRows' | 'onChanges' | 'onState' | 'onRefused'>,
  ): FeedSubscription
  /** The events of topics, from now on or from a token on. */
  events<Event = unknown>(
    topics: readonly string[],
    options?: EventStreamOptions & { readonly where?: Readonly<Record<string, string>> },
  ): EventStream<Event>
  /** The newest events of topics, so many a second at most, and how many others there were: for looking on. */
  sample<Event = unknown>(
    topics: readonly string[],
    options: SampleOptions,
    handlers: SampleHandlers<Event>,
  ): FeedSubscription
  /** Ends the connection, all tables, subscriptions and streams. */
  close(): void
}

/**
 * A client of a feed (docs/client.md). It connects with the first subscription, by one connection for all, and as often as it takes:
 * after a failure to the next address, with waits that grow and are drawn, so that many clients do not come at once.
 */
export function connect<Views extends object = Record<string, unknown>>(
  options: FeedOptions,
): FeedClient<Views> {
  const { url, token, onError = error => console.warn(error) } = options
  const urls = typeof url === 'string' ? [url] : url
  if (urls.length === 0) throw new TypeError('connect() needs an address: `url` is empty')
  const contain = (call: () => void) => {
    try {
      call()
    } catch (error) {
      told(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const told = (error: Error) => {
    try {
      onError(error)
    } catch (another) {
      console.error(another)
    }
  }
  const connection = new Connection({
    silenceMs: 30_000,
    connectMs: 10_000,
    retry: { minMs: 250, maxMs: 10_000 },
    openSocket: webSocket,
    time: globalTime,
    random: Math.random,
    ...options,
    onError: told,
    urls,
    token: async () => (typeof token === 'function' ? await token() : (token ?? null)),
  })
  const carried = <Row>(subscription: Subscription<Row>): FeedSubscription => {
    connection.add(subscription)
    return {
      get token() {
        return subscription.token
      },
      get state() {
        return subscription.state
      },
      close() {
        connection.remove(subscription)
        subscription.close()
      },
    }
  }
  return {
    table: (view, { where, slow } = {}) => new SubscribedTable(connection, { view, where, slow }, contain),
    subscribe: ({ view, where, slow, rows, resume = null }, handlers) =>
      carried(new Subscription({ view, where, slow, rows }, resume, handlers, contain)),
    sample<Event>(
      topics: readonly string[],
      { perSecond, where }: SampleOptions,
      { onEvents, ...handlers }: SampleHandlers<Event>,
    ) {
      const onEach = {
        ...handlers,
        onEvents: (events: readonly Event[], _: unknown, skipped: Skipped) => onEvents(events, skipped),
      }
      return carried(new Subscription<Event>({ topics, where, sample: perSecond }, null, onEach, contain))
    },
    events: (topics, { where, ...streamOptions } = {}) =>
      new BufferedEvents(
        connection,
        { topics, where },
        { onGap: reason => told(new FeedGap(topics, reason)), ...streamOptions },
        contain,
      ),
    close: () => connection.close(),
  }
}
