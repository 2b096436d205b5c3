import type { Carried } from './connection.ts'
import { FeedRefused } from './feedError.ts'
import type {
  FeedChange,
  FeedProblem,
  ResumeToken,
  SlowReader,
  SubscribeMessage,
  SubscriptionMessage,
} from './protocol.ts'

/**
 * `connecting`: nothing came yet. `snapshot`: the first rows are on their way. `live`: up to date, as far as is known. `stale`: what
 * is known is true of some moment before; news are on their way. `closed`: nothing will come any more.
 */
export type FeedState = 'connecting' | 'snapshot' | 'live' | 'stale' | 'closed'

export interface Request {
  readonly view?: string
  readonly topics?: readonly string[]
  readonly where?: Readonly<Record<string, string>> | undefined
  readonly slow?: SlowReader | undefined
  readonly rows?: boolean | undefined
  readonly sample?: number | undefined
}

export interface Handlers<Row> {
  /** All rows, in the place of those before. `reason` is the server's. */
  onRows?(rows: ReadonlyMap<string, Row>, reason: string): void
  /** What was committed together. */
  onChanges?(changes: readonly FeedChange<Row>[]): void
  /** Of topics; the token stands behind them. Of a sample there is none, and others were left out. */
  onEvents?(
    events: readonly Row[],
    token: ResumeToken | null,
    skipped: Readonly<Record<string, number>>,
  ): void
  /** Of topics: events may be missing between those that were told and those that will be. */
  onGap?(reason: string): void
  onState?(state: FeedState): void
  /** The last that is told, after the state `closed`. */
  onRefused?(error: FeedRefused): void
}

/** What a message asks of the connection. */
export type Verdict = 'go on' | 'ask again' | 'over'

/** One subscription through all its connections: what it asks for, how far it has come, what it tells. */
export class Subscription<Row> implements Carried {
  readonly #request: Request
  readonly #handlers: Handlers<Row>
  readonly #contain: (call: () => void) => void
  #token: ResumeToken | null
  #state: FeedState = 'connecting'
  /** The rows of a snapshot that is not whole yet, and why it is sent. */
  #staged: { readonly rows: Map<string, Row>; readonly reason: string } | null = null

  constructor(
    request: Request,
    resume: ResumeToken | null,
    handlers: Handlers<Row>,
    contain: (call: () => void) => void,
  ) {
    this.#request = request
    this.#token = resume
    this.#handlers = handlers
    this.#contain = contain
  }

  /** Stands behind all that was told; null before anything was whole. */
  get token(): ResumeToken | null {
    return this.#token
  }

  get state(): FeedState {
    return this.#state
  }

  message(id: string): SubscribeMessage {
    return {
      type: 'subscribe',
      id,
      ...this.#request,
      ...(this.#token === null ? {} : { resume: this.#token }),
    }
  }

  lost(): void {
    this.#staged = null
    this.#become(this.#state === 'live' || this.#state === 'stale' ? 'stale' : 'connecting')
  }

  close(): void {
    this.#staged = null
    this.#become('closed')
  }

  passed(token: ResumeToken): void {
    if (this.#state === 'live') this.#token = token
  }

  take(message: SubscriptionMessage): Verdict {
    if (this.#state === 'closed') return 'over'
    switch (message.type) {
      case 'snapshot':
        if (this.#request.view !== undefined) this.#staged = { rows: new Map(), reason: message.reason }
        else if (message.reason !== 'new') this.#contain(() => this.#handlers.onGap?.(message.reason))
        this.#token = null
        this.#become(this.#state === 'connecting' || this.#state === 'snapshot' ? 'snapshot' : 'stale')
        return 'go on'
      case 'rows':
        for (const { key, value } of message.rows) this.#staged?.rows.set(key, value as Row)
        return 'go on'
      case 'live':
        this.#live(message.token)
        return 'go on'
      case 'changes':
        this.#change(message.changes as readonly FeedChange<Row>[], message.token)
        return 'go on'
      case 'events':
        this.#contain(() =>
          this.#handlers.onEvents?.(message.events as readonly Row[], message.token, message.skipped ?? {}),
        )
        this.#token = message.token
        return 'go on'
      case 'closed':
        this.#token = message.token ?? this.#token
        this.lost()
        return 'ask again'
      case 'error':
        if (isPassing(message.problem)) {
          this.lost()
          return 'ask again'
        }
        this.close()
        this.#contain(() => this.#handlers.onRefused?.(new FeedRefused(this.#name, message.problem)))
        return 'over'
    }
  }

  #live(token: ResumeToken | null): void {
    const staged = this.#staged
    this.#staged = null
    if (staged) this.#contain(() => this.#handlers.onRows?.(staged.rows, staged.reason))
    this.#token = token
    this.#become('live')
  }

  #change(changes: readonly FeedChange<Row>[], token: ResumeToken | null): void {
    if (this.#staged) {
      const { rows } = this.#staged
      for (const { key, value } of changes) value === null ? rows.delete(key) : rows.set(key, value)
      return
    }
    this.#contain(() => this.#handlers.onChanges?.(changes))
    this.#token = token
  }

  #become(state: FeedState): void {
    if (this.#state === state || this.#state === 'closed') return
    this.#state = state
    this.#contain(() => this.#handlers.onState?.(state))
  }

  get #name(): string {
    return this.#request.view ?? this.#request.topics?.join(', ') ?? 'a subscription'
  }
}

/** Too much, too many, or not now: the server may well answer later. */
function isPassing({ status }: FeedProblem): boolean {
  return status >= 500 || status === 408 || status === 429
}
