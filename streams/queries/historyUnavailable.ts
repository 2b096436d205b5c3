/**
 * Nobody knows what the rows of the store were at that moment: it is longer ago than versions are kept, or was before they began.
 * Ask for a later one.
 */
export class HistoryUnavailable extends Error {
  readonly store: string
  readonly at: number
  /** The earliest moment that can be asked for, event time; null: the store has no versions, every moment but now is refused. */
  readonly since: number | null

  constructor(store: string, at: number, since: number | null) {
    super(
      since === null
        ? `Store "${store}" has no versions: what its rows were cannot be asked. Declare it with versions: { keepMs }.`
        : `Store "${store}": what its rows were at ${told(at)} is not known any more. Ask for ${told(since)} or later.`,
    )
    this.name = 'HistoryUnavailable'
    this.store = store
    this.at = at
    this.since = since
  }
}

const told = (time: number) => (Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : String(time))
