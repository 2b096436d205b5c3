import type { Connection } from './connection.ts'
import type { FeedRefused } from './feedError.ts'
import type { FeedChange } from './protocol.ts'
import { Rows } from './rows.ts'
import { type FeedState, type Handlers, type Request, Subscription } from './subscription.ts'

/**
 * The rows of a view, kept up to date. `rows` is never changed: another map takes its place when a batch of changes came,
 * all of it at once. While the connection is away, or a fresh snapshot is on its way, the rows stay as they were, and `state`
 * is `stale`.
 */
export interface LiveTable<Row> {
  /** Empty until the first snapshot is whole. */
  readonly rows: ReadonlyMap<string, Row>
  readonly state: FeedState
  /** Why the feed does not serve it; `state` is `closed` then. */
  readonly refused: FeedRefused | null
  /**
   * Calls after each change of `rows` or `state`, until what it returns is called. It may be passed on without its table:
   * `useSyncExternalStore(table.subscribe, () => table.rows)`.
   */
  readonly subscribe: (listener: () => void) => () => void
  /** Nothing changes from here on. */
  close(): void
}

export class SubscribedTable<Row> implements LiveTable<Row>, Handlers<Row> {
  readonly #connection: Connection
  readonly #subscription: Subscription<Row>
  readonly #contain: (call: () => void) => void
  readonly #listeners = new Set<() => void>()
  #rows: Rows<Row> = Rows.of(new Map())
  #refused: FeedRefused | null = null

  constructor(connection: Connection, request: Request, contain: (call: () => void) => void) {
    this.#connection = connection
    this.#contain = contain
    this.#subscription = new Subscription(request, null, this, contain)
    connection.add(this.#subscription)
  }

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows
  }

  get state(): FeedState {
    return this.#subscription.state
  }

  get refused(): FeedRefused | null {
    return this.#refused
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener() // the same function twice is two listeners
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  close(): void {
    this.#connection.remove(this.#subscription)
    this.#subscription.close()
  }

  /** Listeners hear of it with the state `live`, which follows. */
  onRows(rows: ReadonlyMap<string, Row>): void {
    this.#rows = Rows.of(rows)
  }

  onChanges(changes: readonly FeedChange<Row>[]): void {
    this.#rows = this.#rows.with(changes)
    this.#tell()
  }

  onState(): void {
    this.#tell()
  }

  onRefused(error: FeedRefused): void {
    this.#refused = error
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) this.#contain(listener)
  }
}
