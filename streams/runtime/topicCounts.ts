/** Records and their bytes, by topic. */
export class TopicCounts {
  readonly #counts = new Map<string, { records: number; bytes: number }>()

  add(topic: string, records: number, bytes: number): void {
    const count = this.#counts.get(topic)
    if (count) {
      count.records += records
      count.bytes += bytes
    } else this.#counts.set(topic, { records, bytes })
  }

  addAll(others: TopicCounts): void {
    for (const [topic, { records, bytes }] of others.#counts) this.add(topic, records, bytes)
  }

  of(topic: string): { readonly records: number; readonly bytes: number } {
    return this.#counts.get(topic) ?? { records: 0, bytes: 0 }
  }

  get topics(): readonly string[] {
    return [...this.#counts.keys()]
  }

  by(what: 'records' | 'bytes'): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].map(([topic, count]) => [topic, count[what]]))
  }
}
