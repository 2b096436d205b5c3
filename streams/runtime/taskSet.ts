import type { Subtopology } from '../graph/subtopology.ts'
import type { Topology } from '../graph/topology.ts'
import type { StandbyStore } from '../queries/standbyStore.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { type Assignment, noTasks } from './assignment.ts'
import type { ChangelogReader } from './changelogReader.ts'
import type { Fetcher } from './fetcher.ts'
import { freshest } from './freshest.ts'
import { type OpenTaskContext, openTask } from './openTask.ts'
import { Standby } from './standby.ts'
import { StateCleanup } from './stateCleanup.ts'
import type { StoreReplica } from './storeReplica.ts'
import type { Task } from './task.ts'
import type { Timeline } from './timeline.ts'
import { passes } from './wireTrouble.ts'

/**
 * Rows in memory outlive their task by this much, ms: Kafka takes a standby away before it makes the same member active, and
 * the other way round.
 */
const memoryKeptMs = 60_000
/** For so long rows of a standby that was taken away can still be read, ms: Kafka makes the member active a moment later. */
const restingMs = 60_000
/** How long after Kafka did not let a task be opened that is tried again, ms. */
const openAgainMs = 200

export interface TaskSetOptions {
  readonly topology: Topology
  readonly fetcher: Fetcher
  readonly database: StateDatabase
  readonly timeline: Timeline
  /** Of the standbys: they wait for what is to come, and restores must not wait with them. */
  readonly follower: ChangelogReader
  readonly context: Omit<OpenTaskContext, 'databaseOf' | 'dropping' | 'signal'>
  /** A task opened or closed. */
  readonly changed: () => void
  readonly failed: (error: Error) => void
}

/** The tasks of this process: those it should run, those being opened, those running, and those it is a standby for. */
export class TaskSet {
  readonly #options: TaskSetOptions
  readonly #memory = new MemoryDatabase()
  readonly #running = new Map<string, Task>()
  /** By task: the opening under way. */
  readonly #opening = new Map<string, AbortController>()
  readonly #standbys = new Map<string, Standby>()
  /** By task: what stood by for it here, until it runs here. Nothing follows any more, and the rows are still there to be read. */
  readonly #resting = new Map<
    string,
    { readonly replicas: readonly StoreReplica[]; readonly until: number }
  >()
  /** By task: what touches its rows now. The next waits for it: two writers would put older rows over newer ones. */
  readonly #work = new Map<string, Promise<void>>()
  /** Of the disk and of memory. */
  readonly #cleanups: readonly { readonly database: StateDatabase; readonly cleanup: StateCleanup }[]
  #target: Assignment = noTasks
  #active: ReadonlySet<string> = new Set()
  #passive: ReadonlySet<string> = new Set()
  #isTold = false
  #revokedAt: number | null = null

  constructor(options: TaskSetOptions) {
    this.#options = options
    const { settings } = options.context
    const { stateCleanupDelayMs, time } = settings
    const cleanupOf = (database: StateDatabase, delayMs: number) => ({
      database,
      cleanup: new StateCleanup(options.topology, database, delayMs, time),
    })
    this.#cleanups = [
      cleanupOf(options.database, stateCleanupDelayMs),
      cleanupOf(this.#memory, Math.min(memoryKeptMs, stateCleanupDelayMs)),
    ]
  }

  get running(): readonly Task[] {
    return [...this.#running.values()]
  }

  get standbys(): readonly Standby[] {
    return [...this.#standbys.values()]
  }

  /** Stores that are behind an active task elsewhere, or on their way to be active here; each partition once. */
  get replicas(): readonly StandbyStore[] {
    const moving: readonly StandbyStore[] = [
      ...this.standbys.flatMap(({ replicas }) => replicas),
      ...this.#options.context.restores.replicas,
    ]
    if (this.#resting.size === 0) return moving
    const resting = new Map(
      [...this.#resting.values()].flatMap(({ replicas }) => replicas).map(each => [idOf(each), each]),
    )
    return [
      ...new Map<string, StandbyStore>([
        ...resting,
        ...moving.map(each => [idOf(each), freshest(each, resting.get(idOf(each)))] as const),
      ]).values(),
    ]
  }

  get target(): Assignment {
    return this.#target
  }

  /** Every task that should run is running, and no other. Standbys catch up beside that. */
  get isSettled(): boolean {
    return this.#opening.size === 0 && this.revoked.length === 0 && this.#active.size === this.#running.size
  }

  get revoked(): readonly Task[] {
    return this.running.filter(task => !this.#active.has(task.id))
  }

  /** When the first of those that are revoked now was, elapsed ms. */
  get revokedAt(): number {
    return this.#revokedAt ?? this.#options.context.settings.time.elapsed()
  }

  /** Null: this member is not in the group, and nothing says what it should have. */
  setTarget(target: Assignment | null): void {
    this.#target = target ?? noTasks
    this.#isTold = target !== null
    if (target === null) for (const { cleanup } of this.#cleanups) cleanup.forget()
    this.#active = new Set(this.#target.active)
    this.#passive = new Set(
      [...this.#target.standby, ...this.#target.warmup].filter(id => !this.#active.has(id)),
    )
    for (const [id, opening] of this.#opening) if (!this.#active.has(id)) opening.abort()
    if (this.revoked.length === 0) this.#revokedAt = null
    else this.#revokedAt ??= this.#options.context.settings.time.elapsed()
  }

  /** Opens what should run or follow and does not. Tasks that run go on meanwhile. */
  openMissing(): void {
    for (const [id, standby] of this.#standbys) if (!this.#passive.has(id)) this.#closeStandby(id, standby)
    const now = this.#options.context.settings.time.elapsed()
    for (const [id, { until }] of this.#resting)
      if (!this.#active.has(id) && now > until) this.#resting.delete(id)
    for (const id of this.#active) {
      if (this.#running.has(id)) continue
      const before = this.#opening.get(id)
      if (before && !before.signal.aborted) continue
      const opening = new AbortController()
      this.#opening.set(id, opening)
      this.#then(id, () => this.#open(id, opening))
    }
    for (const id of this.#passive) {
      if (this.#running.has(id) || this.#standbys.has(id) || this.#work.has(id)) continue
      const { context, follower } = this.#options
      const { kafka, applicationId, logger, time } = context.settings
      this.#standbys.set(
        id,
        new Standby(this.#subtopology(id), partitionOf(id), {
          kafka,
          applicationId,
          logger,
          time,
          topics: context.topics,
          reader: follower,
          databaseOf: this.#databaseOf,
          dropping: store => this.#dropping(id, store),
        }),
      )
      this.#options.timeline.add({ kind: 'standby-opened', task: id })
    }
  }

  /** Forgets tasks; their committed state stays until `cleanUp`. Whatever they had not committed is gone. */
  async close(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      this.#running.delete(task.id)
      this.#options.fetcher.remove(task.queues)
      task.processor.close()
      // Nothing says what rows without a changelog are worth later.
      for (const { spec, name, partition } of task.processor.stores)
        if (spec.engine === 'memory' && spec.changelog.kind === 'none')
          await this.#memory.drop(name, partition)
    }
    if (this.revoked.length === 0) this.#revokedAt = null
    if (tasks.length === 0) return
    this.#options.timeline.add({ kind: 'closed', tasks: tasks.map(({ id }) => id) })
    this.#options.changed()
  }

  /** Closes all that runs and gives up all that is being opened. Standbys have no part in transactions and go on. */
  async giveUp(): Promise<void> {
    const openings = [...this.#opening.keys()].map(id => this.#work.get(id))
    for (const opening of this.#opening.values()) opening.abort()
    await this.close(this.running)
    await Promise.all(openings)
  }

  /** Nothing is written after this resolves. */
  async closeAll(): Promise<void> {
    this.setTarget(null)
    for (const [id, standby] of this.#standbys) this.#closeStandby(id, standby)
    await this.giveUp()
    await Promise.all(this.#work.values())
  }

  /** Drops what lies on disk of tasks that this process has not had for `stateCleanupDelayMs`, and sooner what is in memory. */
  async cleanUp(): Promise<void> {
    if (!this.#isTold) return
    const has = new Set([...this.#active, ...this.#passive, ...this.#running.keys(), ...this.#work.keys()])
    for (const { database, cleanup } of this.#cleanups) {
      for (const { task, store, partition } of await cleanup.due(has)) {
        // It may have been assigned while the database was asked.
        if (this.#active.has(task) || this.#passive.has(task)) continue
        this.#resting.delete(task)
        this.#options.context.settings.logger.info(
          { store, partition },
          'dropping the state of a task that others have had for long',
        )
        this.#then(task, () => database.drop(store, partition))
      }
    }
  }

  async #open(id: string, opening: AbortController): Promise<void> {
    const { signal } = opening
    try {
      if (signal.aborted) return
      const task = await openTask(this.#subtopology(id), partitionOf(id), {
        ...this.#options.context,
        databaseOf: this.#databaseOf,
        dropping: store => this.#dropping(id, store),
        signal,
      })
      if (signal.aborted) {
        task.processor.close()
        return
      }
      this.#running.set(id, task)
      this.#options.timeline.add({ kind: 'opened', tasks: [id] })
      this.#resting.delete(id)
      await this.#options.fetcher.add(task.queues)
    } catch (error) {
      if (signal.aborted) return
      // A recovery would close what runs: only what runs can tell whether there is anything to recover from.
      if (this.#running.size === 0 || !passes(error)) return this.#fail(error)
      const { logger, time } = this.#options.context.settings
      logger.warn({ task: id, why: String(error) }, 'a task cannot be opened now; trying again')
      await time.sleep(openAgainMs)
    } finally {
      if (this.#opening.get(id) === opening) this.#opening.delete(id)
      this.#options.changed()
    }
  }

  /** Its rows go: there is nothing left to be read. */
  #dropping(id: string, store: string): void {
    const rest = this.#resting.get(id)
    if (rest) this.#resting.set(id, { ...rest, replicas: rest.replicas.filter(({ name }) => name !== store) })
  }

  #closeStandby(id: string, standby: Standby): void {
    this.#standbys.delete(id)
    this.#options.timeline.add({ kind: 'standby-closed', task: id })
    const { time } = this.#options.context.settings
    this.#resting.set(id, { replicas: standby.replicas, until: time.elapsed() + restingMs })
    this.#then(id, () => standby.close())
  }

  #then(id: string, work: () => Promise<void>): void {
    const done = (this.#work.get(id) ?? Promise.resolve())
      .then(work)
      .catch(error => this.#fail(error))
      .finally(() => {
        if (this.#work.get(id) !== done) return
        this.#work.delete(id)
        this.#options.changed()
      })
    this.#work.set(id, done)
  }

  #fail(error: unknown): void {
    this.#options.failed(error instanceof Error ? error : new Error(String(error)))
  }

  readonly #databaseOf = (engine: 'rocksdb' | 'memory') =>
    engine === 'memory' ? this.#memory : this.#options.database

  #subtopology(id: string): Subtopology {
    return this.#options.topology.subtopologies.find(part => part.id === id.split('_')[0])!
  }
}

const idOf = ({ name, partition }: StandbyStore) => `${name}_${partition}`
const partitionOf = (id: string) => Number(id.split('_')[1])
