import type { NewTopic, StreamsTopicInfo, StreamsTopology } from '../../../wire/kafka.ts'
import type { AssignableTask } from './assignTasks.ts'
import { type ConfiguredTopology, configureTopology } from './configureTopology.ts'
import { refusal } from './refusal.ts'
import { splitTask, taskId } from './tasks.ts'
import type { Topics } from './topics.ts'

/** The topology of a streams group, and what its coordinator makes of it with the topics there are. */
export class GroupTopology {
  readonly #topics: Topics
  readonly #createTopics: (topics: readonly NewTopic[]) => void
  #topology: StreamsTopology | null = null
  #text = ''
  #configured: ConfiguredTopology | null = null
  /** What the topics were when the topology was configured. */
  #topicsText = ''
  #topicsVersion = -1

  constructor(topics: Topics, createTopics: (topics: readonly NewTopic[]) => void) {
    this.#topics = topics
    this.#createTopics = createTopics
  }

  /** What keeps the group from running, null when nothing does. */
  get status(): ConfiguredTopology['status'] {
    return this.#configured?.status ?? null
  }

  get isReady(): boolean {
    return this.#configured !== null && this.#configured.status === null
  }

  get tasks(): readonly AssignableTask[] {
    return this.#topology!.subtopologies.flatMap(({ id, stateChangelogTopics }) =>
      Array.from({ length: this.#configured!.tasks.get(id) ?? 0 }, (_, partition) => ({
        id: taskId(id, partition),
        stateful: stateChangelogTopics.length > 0,
      })),
    )
  }

  /** The topology, with the numbers of partitions that were decided. */
  get described(): StreamsTopology | null {
    const internals = this.#configured?.internals
    if (!this.#topology || !internals) return this.#topology
    const decided = (topics: readonly StreamsTopicInfo[]) =>
      topics.map(topic => ({ ...topic, partitions: internals.get(topic.name) ?? topic.partitions }))
    return {
      ...this.#topology,
      subtopologies: this.#topology.subtopologies.map(part => ({
        ...part,
        stateChangelogTopics: decided(part.stateChangelogTopics),
        repartitionSourceTopics: decided(part.repartitionSourceTopics),
      })),
    }
  }

  /** The first one is the group's; another is refused. */
  take(topology: StreamsTopology | null): void {
    if (topology === null) return
    const text = JSON.stringify(topology)
    if (this.#topology === null) {
      this.#topology = topology
      this.#text = text
    } else if (topology.epoch >= this.#topology.epoch && text !== this.#text) {
      throw refusal('INVALID_REQUEST', 'Topology updates are not supported yet.')
    }
  }

  /** Looks at the topics again where any came or went. Whether that was so. */
  configure(): boolean {
    if (this.#configured !== null && this.#topicsVersion === this.#topics.version) return false
    this.#topicsVersion = this.#topics.version
    const text = this.#topicNames()
      .map(name => this.#topics.get(name))
      .map(topic => `${topic?.id} ${topic?.logs.length}`)
      .join()
    if (this.#configured !== null && text === this.#topicsText) return false
    this.#topicsText = text
    this.#configured = configureTopology(this.#topology!, this.#topics)
    if (this.#configured.missing.length > 0) this.#createTopics(this.#configured.missing)
    return true
  }

  /** The task that reads a topic's partition. */
  taskOf(topic: string, partition: number): string {
    const subtopology = this.#topology?.subtopologies.find(
      ({ sourceTopics, repartitionSourceTopics }) =>
        sourceTopics.includes(topic) || repartitionSourceTopics.some(({ name }) => name === topic),
    )
    return taskId(subtopology?.id ?? '', partition)
  }

  /** What tasks read, by topic. */
  partitionsOf(
    tasks: Iterable<string>,
  ): readonly { readonly topic: string; readonly partitions: readonly number[] }[] {
    const byTopic = new Map<string, number[]>()
    for (const task of tasks) {
      const [id, partition] = splitTask(task)
      const subtopology = this.#topology!.subtopologies.find(part => part.id === id)!
      const inputs = [
        ...subtopology.sourceTopics,
        ...subtopology.repartitionSourceTopics.map(({ name }) => name),
      ]
      for (const topic of inputs) {
        if (partition >= (this.#topics.get(topic)?.logs.length ?? 0)) continue
        byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition])
      }
    }
    return Array.from(byTopic, ([topic, partitions]) => ({ topic, partitions }))
  }

  #topicNames(): string[] {
    return this.#topology!.subtopologies.flatMap(part => [
      ...part.sourceTopics,
      ...part.repartitionSourceTopics.map(({ name }) => name),
      ...part.stateChangelogTopics.map(({ name }) => name),
    ])
  }
}
