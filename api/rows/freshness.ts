import { type Answer, type Conditions, Position, type StoreSource } from 'millrace'

/**
 * What the rows of one answer must be like, and what they are: how old, as of which position. All that is read for it shares one
 * deadline, until it begins to be sent: a long list is read as it is taken.
 */
export class Freshness {
  readonly #conditions: Conditions
  readonly #deadlineMs: number
  readonly #began = performance.now()
  /** Those that may lack something. */
  readonly #behind = new Map<number, StoreSource>()
  readonly #missing = new Map<string, ReadonlySet<number>>()
  #position = Position.none
  #isSent = false

  /** `deadlineMs`: beside the time to wait. Default: each read has its own. */
  constructor(conditions: Conditions = {}, deadlineMs = Number.POSITIVE_INFINITY) {
    this.#conditions = conditions
    this.#deadlineMs = deadlineMs
  }

  /** For the next read. */
  get conditions(): Conditions {
    if (this.#deadlineMs === Number.POSITIVE_INFINITY || this.#isSent) return this.#conditions
    const { waitMs = 0 } = this.#conditions
    const left = this.#deadlineMs + waitMs - (performance.now() - this.#began)
    const deadlineMs = Math.max(1, Math.min(this.#deadlineMs, left))
    return { ...this.#conditions, deadlineMs, waitMs: Math.max(0, left - deadlineMs) }
  }

  /** The same conditions, at once or not at all; nothing is read yet. */
  anew(): Freshness {
    return new Freshness({ ...this.#conditions, waitMs: 0 }, this.#deadlineMs)
  }

  /** Of several reads of a partition the one that lags most counts. */
  add(store: string, { sources, position, missing }: Omit<Answer<unknown>, 'value'>): void {
    this.#position = this.#position.and(position)
    for (const source of sources) {
      if (source.role === 'active' && source.behindMs === 0) continue
      const known = this.#behind.get(source.partition)
      if (!known || known.lag < source.lag) this.#behind.set(source.partition, source)
    }
    if (missing.length > 0)
      this.#missing.set(store, new Set([...(this.#missing.get(store) ?? []), ...missing]))
  }

  /** From here on each read has its own deadline. */
  sent(): void {
    this.#isSent = true
  }

  /**
   * `standby; partitions=0,2; lag=12; behind-ms=340`; null: every row is from where it is processed. `active; …`: also these, but
   * there they may be processed no more.
   */
  header(): string | null {
    if (this.#behind.size === 0) return null
    const reads = [...this.#behind.values()].sort((a, b) => a.partition - b.partition)
    const ages = reads.flatMap(({ behindMs }) => (behindMs === null ? [] : [behindMs]))
    return [
      reads.some(({ role }) => role === 'standby') ? 'standby' : 'active',
      `partitions=${reads.map(({ partition }) => partition).join()}`,
      `lag=${Math.max(...reads.map(({ lag }) => lag))}`,
      ...(ages.length === reads.length ? [`behind-ms=${Math.max(...ages)}`] : []),
    ].join('; ')
  }

  /** What was read and what had to be: whoever passes it on reads nothing older. Null: nothing that has a position. */
  position(): string | null {
    if (this.#position.isNone) return null
    return this.#position.and(this.#conditions.minPosition ?? Position.none).toString()
  }

  /** `patients=0,2; lignes=1`: partitions of stores that the answer leaves out; null: none. */
  missing(): string | null {
    if (this.#missing.size === 0) return null
    return [...this.#missing]
      .map(([store, partitions]) => `${store}=${[...partitions].sort((a, b) => a - b).join()}`)
      .join('; ')
  }
}
