import type { StandbyRead } from './rows.ts'

/** How old an answer may be: what of it was read from standbys. */
export class Freshness {
  readonly #reads = new Map<number, StandbyRead>()

  /** Of several reads of a partition the one that lags most counts. */
  add(reads: readonly StandbyRead[]): void {
    for (const read of reads) {
      const known = this.#reads.get(read.partition)
      if (!known || known.lag < read.lag) this.#reads.set(read.partition, read)
    }
  }

  /** `standby; partitions=0,2; lag=12; behind-ms=340`; null: every row is from where it is processed. */
  header(): string | null {
    if (this.#reads.size === 0) return null
    const reads = [...this.#reads.values()].sort((a, b) => a.partition - b.partition)
    const ages = reads.flatMap(({ behindMs }) => (behindMs === null ? [] : [behindMs]))
    return [
      'standby',
      `partitions=${reads.map(({ partition }) => partition).join()}`,
      `lag=${Math.max(...reads.map(({ lag }) => lag))}`,
      ...(ages.length === reads.length ? [`behind-ms=${Math.max(...ages)}`] : []),
    ].join('; ')
  }
}
