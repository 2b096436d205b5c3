import { repartitionTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { type Endpoint, type InstanceEndpoint, isSame } from './instanceEndpoint.ts'

export interface OwnersOptions {
  readonly topology: Topology
  readonly applicationId: string
  readonly endpoints: () => readonly InstanceEndpoint[]
  /** This instance's own, which is left out. */
  readonly self: Endpoint | null
}

/** Where the others have the partitions of a store, as far as the group has told: it may have moved on. */
export class Owners {
  readonly #options: OwnersOptions
  readonly #topics = new Map<string, ReadonlySet<string>>()

  constructor(options: OwnersOptions) {
    this.#options = options
  }

  /** The other instances. */
  get others(): readonly InstanceEndpoint[] {
    const { endpoints, self } = this.#options
    return endpoints().filter(({ endpoint }) => self === null || !isSame(endpoint, self))
  }

  /** Who runs the partition; null: nobody that is known of, or this instance. */
  owner(store: string, partition: number): Endpoint | null {
    return this.others.find(({ active }) => this.#has(store, partition, active))?.endpoint ?? null
  }

  /** Who follows it. */
  standbys(store: string, partition: number): readonly Endpoint[] {
    return this.others
      .filter(({ standby }) => this.#has(store, partition, standby))
      .map(({ endpoint }) => endpoint)
  }

  /** Whether this instance does, or is about to. */
  isFollowedHere(store: string, partition: number): boolean {
    const { endpoints, self } = this.#options
    return endpoints().some(
      ({ endpoint, standby }) =>
        self !== null && isSame(endpoint, self) && this.#has(store, partition, standby),
    )
  }

  #has(store: string, partition: number, places: InstanceEndpoint['active']): boolean {
    const topics = this.#topicsOf(store)
    return places.some(({ topic, partitions }) => topics.has(topic) && partitions.includes(partition))
  }

  /** The topics that the store's tasks read: a task has the same partition of each. */
  #topicsOf(store: string): ReadonlySet<string> {
    let topics = this.#topics.get(store)
    if (!topics) {
      const { topology, applicationId } = this.#options
      const part = topology.subtopologies.find(({ stores }) => stores.some(({ name }) => name === store))
      topics = new Set(
        (part?.sources ?? []).flatMap(({ topics, internal }) =>
          internal ? topics.map(topic => repartitionTopic(applicationId, topic)) : topics,
        ),
      )
      this.#topics.set(store, topics)
    }
    return topics
  }
}
