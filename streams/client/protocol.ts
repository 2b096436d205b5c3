/** What the two ends of a feed's connection say to each other: one JSON object a message. docs/flux.md tells it in words. */

/** What becomes of a subscription whose client reads too slowly: only the last change of each key, or an end that can be resumed. */
export type SlowReader = 'conflate' | 'close'

/** Where in the feed a subscription has come to: to be handed back, and nothing else. */
export type ResumeToken = string

/** One row's change. A value of null: the row is gone, or does not fit the filter any more. */
export interface FeedChange<Row = unknown> {
  readonly key: string
  readonly value: Row | null
  /** Event time, ISO 8601. */
  readonly at: string
}

/** What is wrong, as problem details (RFC 9457) say it. */
export interface FeedProblem {
  readonly status: number
  readonly code?: string
  readonly title?: string
  readonly detail?: string
}

export interface SubscribeMessage {
  readonly type: 'subscribe'
  /** Chosen by the client; of no other subscription on this connection. */
  readonly id: string
  readonly view?: string
  readonly topics?: readonly string[]
  readonly where?: Readonly<Record<string, string>> | undefined
  readonly resume?: ResumeToken
  readonly slow?: SlowReader | undefined
  /** False: a view's changes from now on, without its rows. */
  readonly rows?: boolean | undefined
  /** Of topics: the newest events, so many a second at most. */
  readonly sample?: number | undefined
}

export type ClientMessage = SubscribeMessage | { readonly type: 'unsubscribe'; readonly id: string }

export type ServerMessage =
  | SubscriptionMessage
  /** Tokens by subscription. */
  | {
      readonly type: 'heartbeat'
      readonly at: string
      readonly tokens?: Readonly<Record<string, ResumeToken>>
    }
  /** The server could not read what it was sent. */
  | { readonly type: 'error'; readonly problem: FeedProblem }

/** What is said to one subscription. */
export type SubscriptionMessage =
  /** All rows follow, up to `live`: what was known before is void. Of topics: events may be missing, unless the reason is `new`. */
  | { readonly type: 'snapshot'; readonly id: string; readonly reason: string }
  | {
      readonly type: 'rows'
      readonly id: string
      readonly rows: readonly { readonly key: string; readonly value: unknown }[]
    }
  /** What came before is whole, or the resume is accepted; from here on there are changes. */
  | { readonly type: 'live'; readonly id: string; readonly token: ResumeToken | null }
  /** What was committed together, to be applied together. The token, if there is one yet, stands behind it. */
  | {
      readonly type: 'changes'
      readonly id: string
      readonly changes: readonly FeedChange[]
      readonly token: ResumeToken | null
    }
  | {
      readonly type: 'events'
      readonly id: string
      readonly events: readonly unknown[]
      /** Of a sample null. */
      readonly token: ResumeToken | null
      /** Of a sample: by topic, how many events there were beside these. */
      readonly skipped?: Readonly<Record<string, number>>
    }
  /** The subscription does not exist. */
  | { readonly type: 'error'; readonly id: string; readonly problem: FeedProblem }
  /** The subscription has ended; with the token it is resumed, here or at another instance. */
  | {
      readonly type: 'closed'
      readonly id: string
      readonly token: ResumeToken | null
      readonly reason: string
    }
