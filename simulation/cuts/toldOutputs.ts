import { json, type Role, text } from 'millrace'
import type { SimulatedCluster } from 'millrace/testing'

type Told = { readonly key: string; readonly value: unknown }

/** What outputs have come in all, whichever topics they went to. Looked at when nothing is under way. */
export class ToldOutputs {
  readonly #cluster: SimulatedCluster
  readonly #topics: readonly string[]
  /** By topic as the topology names it, in the order of the looks. */
  readonly #told = new Map<string, Told[]>()
  /** By topic that was read. */
  readonly #seen = new Map<string, number[]>()

  constructor(cluster: SimulatedCluster, topics: readonly string[]) {
    this.#cluster = cluster
    this.#topics = topics
  }

  of(topic: string): readonly Told[] {
    return this.#told.get(topic) ?? []
  }

  get count(): number {
    return this.#topics.reduce((sum, topic) => sum + this.of(topic).length, 0)
  }

  /** Takes in what came since the last look, in which the role was this. Returns what went where it should not. */
  look(role: Role): readonly string[] {
    const problems: string[] = []
    for (const topic of this.#topics) {
      const live = this.#newOf(topic)
      const shadow = this.#newOf(`${this.#cluster.applicationId}-${topic}-shadow`)
      const [right, wrong] = role === 'shadow' ? [shadow, live] : [live, shadow]
      if (wrong.length > 0)
        problems.push(`${wrong.length} outputs of a ${role} one in the other topic of ${topic}`)
      this.#told.set(topic, [...this.of(topic), ...right])
    }
    return problems
  }

  #newOf(topic: string): readonly Told[] {
    if (!this.#cluster.kafka.topics.get(topic)) return []
    const seen = this.#seen.get(topic) ?? []
    this.#seen.set(topic, seen)
    const counts: number[] = []
    return this.#cluster.read(topic, text, json<unknown>()).flatMap(({ partition, key, value }) => {
      counts[partition] = (counts[partition] ?? 0) + 1
      if (counts[partition] <= (seen[partition] ?? 0)) return []
      seen[partition] = counts[partition]
      return [{ key: key!, value }]
    })
  }
}
