import type { Topology } from '../../graph/topology.ts'
import type { StorePosition } from '../../stores/stateDatabase.ts'
import type { SimulatedKafka } from './cluster/simulatedKafka.ts'
import { type DiskSnapshot, diskProblems, diskSnapshot, isOfLostCommit } from './diskCheck.ts'
import { diskHashProblems } from './diskHashProblems.ts'
import { diskHistoryProblems } from './diskHistoryProblems.ts'
import { diskIndexProblems } from './diskIndexProblems.ts'
import type { SimulatedInstance } from './simulatedInstance.ts'

/** Looks at a cluster now and then, and finds what must not be. */
export class ClusterWatch {
  readonly #kafka: SimulatedKafka
  readonly #topology: Topology
  readonly #groupId: string
  readonly #instances: () => readonly SimulatedInstance[]
  readonly #snapshots: DiskSnapshot[] = []
  readonly #offsets = new Map<string, number>()
  readonly #wentBack: string[] = []
  readonly #derived: string[] = []

  constructor(
    kafka: SimulatedKafka,
    topology: Topology,
    groupId: string,
    instances: () => readonly SimulatedInstance[],
  ) {
    this.#kafka = kafka
    this.#topology = topology
    this.#groupId = groupId
    this.#instances = instances
  }

  look(): void {
    const { now } = this.#kafka.simulator
    for (const { disk } of this.#instances()) {
      this.#snapshots.push(diskSnapshot(disk, now))
      const problems = [
        ...diskIndexProblems(disk, this.#topology),
        ...diskHistoryProblems(disk, this.#topology),
        ...diskHashProblems(disk),
      ]
      this.#derived.push(...problems.map(problem => `at ${now.toFixed(0)} ms ${problem}`))
    }
    for (const [partition, offset] of this.#kafka.groups.offsetsOf(this.#groupId)) {
      const before = this.#offsets.get(partition) ?? 0
      if (offset < before)
        this.#wentBack.push(
          `at ${now.toFixed(0)} ms the committed offset of ${partition} went from ${before} back to ${offset}`,
        )
      this.#offsets.set(partition, offset)
    }
  }

  problems(): readonly string[] {
    const { topics, transactions } = this.#kafka
    const logOf = ({ topic, topicId }: StorePosition, partition: number) => {
      const found = topics.get(topic)
      return found?.id === topicId ? (found.logs[partition] ?? null) : null
    }
    const onDisk = this.#snapshots.flatMap(snapshot => diskProblems(snapshot, logOf))
    const setAside = this.#instances().flatMap(({ disk }) =>
      disk.dropped
        .filter(({ id, position }) => !position || !isOfLostCommit(id, position, logOf))
        // Rows of a source topic beyond the offset that is committed after all.
        .filter(({ position }) => !(position && this.#isSource(position) && transactions.hasLostCommits))
        .map(({ id }) => `disk ${disk.name} lost its state of ${id}`),
    )
    return [...this.#wentBack, ...this.#derived, ...onDisk, ...setAside]
  }

  #isSource({ topic }: StorePosition): boolean {
    return !topic.startsWith(`${this.#groupId}-`)
  }
}
