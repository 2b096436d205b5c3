import type { Endpoint } from './instanceEndpoint.ts'
import type { StoreSource } from './storeSource.ts'
import type { Said } from './unanswered.ts'

/** What was heard of the partitions that an answer lacks, in all rounds of asking: a later one may have no time to hear it again. */
export class Heard {
  /** What was found, and will not do; the best of each. */
  readonly short = new Map<number, StoreSource>()
  readonly #said = new Map<string, Said>()

  /** `instance`: null: this one. It is silent until it says something. */
  asks(instance: Endpoint | null, partitions: readonly number[]): void {
    for (const partition of partitions) {
      const key = keyOf(instance, partition)
      if (!this.#said.has(key)) this.#said.set(key, { partition, instance, said: 'silent' })
    }
  }

  failed(instance: Endpoint, partitions: readonly number[], why: string): void {
    for (const partition of partitions)
      this.#said.set(keyOf(instance, partition), { partition, instance, said: 'failed', why })
  }

  /** It answered for these, of those that it was asked for. */
  answered(
    instance: Endpoint | null,
    partitions: readonly number[],
    sources: readonly Pick<StoreSource, 'partition'>[],
  ): void {
    const has = new Set(sources.map(({ partition }) => partition))
    for (const partition of partitions)
      if (!has.has(partition))
        this.#said.set(keyOf(instance, partition), { partition, instance, said: 'without' })
  }

  foundShort(source: StoreSource): void {
    const best = this.short.get(source.partition)
    if (!best || best.position <= source.position) this.short.set(source.partition, source)
  }

  of(partitions: readonly number[]): readonly Said[] {
    const asked = new Set(partitions)
    return [...this.#said.values()]
      .filter(({ partition }) => asked.has(partition))
      .sort((a, b) => a.partition - b.partition)
  }
}

const keyOf = (instance: Endpoint | null, partition: number) =>
  `${partition} ${instance === null ? '' : `${instance.host} ${instance.port}`}`
