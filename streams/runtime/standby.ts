import type { StoreSpec } from '../graph/storeSpec.ts'
import type { Subtopology } from '../graph/subtopology.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { ChangelogReader } from './changelogReader.ts'
import { changelogOf, openReplica, type ReplicaContext } from './openReplica.ts'
import { Signal } from './signal.ts'
import type { StoreReplica } from './storeReplica.ts'

/** How often the committed offset of a source topic is asked for, and how long after a failure a store is opened again, ms. */
const lookEveryMs = 1_000
/** A commit just made here may be ahead of its markers by this much, ms. */
const markersMs = 10_000

export interface StandbyOptions extends ReplicaContext {
  readonly reader: ChangelogReader
  readonly databaseOf: (engine: 'rocksdb' | 'memory') => StateDatabase
  /** Told before a store's rows go, because they are worth nothing. */
  readonly dropping: (store: string) => void
}

/**
 * The stores of a task that another instance runs, kept close behind it: each follows its changelog, committed records only,
 * and a source topic that serves as changelog only as far as the group has committed. Troubles are logged and tried again.
 */
export class Standby {
  readonly id: string
  readonly #options: StandbyOptions
  readonly #partition: number
  readonly #replicas = new Map<string, StoreReplica>()
  readonly #done: Promise<unknown>
  readonly #wakes: Signal[] = []
  #running = true

  constructor(subtopology: Subtopology, partition: number, options: StandbyOptions) {
    this.id = `${subtopology.id}_${partition}`
    this.#partition = partition
    this.#options = options
    this.#done = Promise.all(
      subtopology.stores
        .filter(spec => spec.changelog.kind !== 'none')
        .map(spec => {
          const wake = new Signal(options.time)
          this.#wakes.push(wake)
          return this.#keep(spec, wake)
        }),
    )
  }

  get replicas(): readonly StoreReplica[] {
    return [...this.#replicas.values()]
  }

  /** Nothing is written after this resolves; the rows and their positions stay. */
  async close(): Promise<void> {
    this.#running = false
    for (const wake of this.#wakes) wake.raise()
    await this.#done
  }

  async #keep(spec: StoreSpec<unknown, unknown>, wake: Signal): Promise<void> {
    const { logger } = this.#options
    while (this.#running) {
      let why: string | Error | null
      try {
        why = await this.#follow(spec, wake)
      } catch (error) {
        why = error as Error
      }
      if (!this.#running) return
      logger.warn(
        { store: spec.name, partition: this.#partition, why: String(why) },
        'a standby does not follow its changelog; looking again',
      )
      await wake.wait(lookEveryMs)
    }
  }

  /** Until it is closed (null), or the log does not continue where the rows end. */
  async #follow(spec: StoreSpec<unknown, unknown>, wake: Signal): Promise<string | Error | null> {
    const { reader, databaseOf, topics, applicationId } = this.#options
    const topic = changelogOf(spec, applicationId)!
    const isOwn = spec.changelog.kind === 'own'
    const database = databaseOf(spec.engine)
    await topics.learn([topic])
    const end = isOwn ? await this.#end(spec, database, topic, wake) : await this.#committed(topic)
    if (!this.#running) return null
    let stopped: string | Error | null = null
    const replica = await openReplica(
      {
        spec,
        partition: this.#partition,
        database,
        end,
        followTo: isOwn ? Number.POSITIVE_INFINITY : end,
        isWanted: () => this.#running,
        dropping: () => this.#options.dropping(spec.name),
        moved: () => {},
        stopped: why => {
          stopped = why
          wake.raise()
        },
      },
      this.#options,
    )
    this.#replicas.set(spec.name, replica)
    reader.add(replica)
    try {
      while (this.#running && stopped === null) {
        await wake.wait(lookEveryMs)
        if (isOwn || !this.#running || stopped !== null) continue
        replica.raise(await this.#committed(topic))
        reader.look()
      }
      return stopped
    } finally {
      this.#replicas.delete(spec.name)
      reader.remove(replica)
      await replica.close()
    }
  }

  /** A task that was active here may have committed what has no marker yet: its position is right, and the log soon there. */
  async #end(
    spec: StoreSpec<unknown, unknown>,
    database: StateDatabase,
    topic: string,
    wake: Signal,
  ): Promise<number> {
    const { kafka, time } = this.#options
    const position = await database.position(spec.name, this.#partition)
    const until = time.elapsed() + markersMs
    for (;;) {
      const [latest] = await kafka.listOffsets([{ topic, partition: this.#partition }], 'latest')
      if (!this.#running || (position?.offset ?? 0) <= latest!.offset || time.elapsed() > until)
        return latest!.offset
      await wake.wait(50)
    }
  }

  async #committed(topic: string): Promise<number> {
    const { kafka, applicationId } = this.#options
    const [committed] = await kafka.committedOffsets(applicationId, [{ topic, partition: this.#partition }])
    return committed?.offset ?? 0
  }
}
