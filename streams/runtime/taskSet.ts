import type { Topology } from '../graph/topology.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { Fetcher } from './fetcher.ts'
import { type OpenTaskContext, openTask } from './openTask.ts'
import type { RestoreProgress } from './restore.ts'
import type { Task } from './task.ts'

export interface TaskSetOptions {
  readonly topology: Topology
  readonly fetcher: Fetcher
  readonly database: StateDatabase
  readonly context: Omit<OpenTaskContext, 'databaseOf' | 'progress' | 'isWanted'>
  /** A task opened or closed. */
  readonly changed: () => void
  readonly failed: (error: Error) => void
}

/** The tasks of this process: those it should run, those being opened, those running. */
export class TaskSet {
  readonly #options: TaskSetOptions
  readonly #memory = new MemoryDatabase()
  readonly #running = new Map<string, Task>()
  /** By task: the opening under way. A task taken away meanwhile is dropped when its opening ends. */
  readonly #opening = new Map<string, { wanted: boolean; readonly done: Promise<void> }>()
  readonly #restoring = new Map<string, RestoreProgress>()
  #target: ReadonlySet<string> = new Set()

  constructor(options: TaskSetOptions) {
    this.#options = options
  }

  get running(): readonly Task[] {
    return [...this.#running.values()]
  }

  get restoring(): readonly RestoreProgress[] {
    return [...this.#restoring.values()]
  }

  get target(): readonly string[] {
    return [...this.#target]
  }

  /** Every task that should run is running, and no other. */
  get isSettled(): boolean {
    return this.#opening.size === 0 && this.revoked.length === 0 && this.#target.size === this.#running.size
  }

  get revoked(): readonly Task[] {
    return this.running.filter(task => !this.#target.has(task.id))
  }

  setTarget(tasks: readonly string[]): void {
    this.#target = new Set(tasks)
    for (const [id, opening] of this.#opening) if (!this.#target.has(id)) opening.wanted = false
  }

  /** Opens what should run and does not. Tasks that run go on meanwhile. */
  openMissing(): void {
    for (const id of this.#target) {
      if (this.#running.has(id)) continue
      const before = this.#opening.get(id)
      if (before?.wanted) continue
      const opening = { wanted: true, done: Promise.resolve() }
      // Two openings of one task would restore the same rows side by side: the second waits for the first.
      opening.done = (before?.done ?? Promise.resolve()).then(() => this.#open(id, opening))
      this.#opening.set(id, opening)
    }
  }

  /** Drops tasks from memory; their state stays on disk. Whatever they had not committed is gone. */
  async close(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      this.#running.delete(task.id)
      this.#options.fetcher.remove(task.queues)
      task.processor.close()
      for (const store of task.processor.stores) {
        if (store.spec.engine === 'memory') await this.#memory.drop(store.name, store.partition)
      }
    }
    if (tasks.length > 0) this.#options.changed()
  }

  /** Closes all that runs and gives up all that is being opened. */
  async closeAll(): Promise<void> {
    for (const opening of this.#opening.values()) opening.wanted = false
    await this.close(this.running)
    await Promise.all([...this.#opening.values()].map(({ done }) => done))
  }

  async #open(id: string, opening: { wanted: boolean; readonly done: Promise<void> }): Promise<void> {
    const [subtopologyId, partition] = id.split('_') as [string, string]
    const restoring = new Set<string>()
    try {
      if (!opening.wanted) return
      const subtopology = this.#options.topology.subtopologies.find(part => part.id === subtopologyId)!
      const task = await openTask(subtopology, Number(partition), {
        ...this.#options.context,
        databaseOf: engine => (engine === 'memory' ? this.#memory : this.#options.database),
        isWanted: () => opening.wanted,
        progress: (_, progress) => {
          const key = `${progress.store}[${progress.partition}]`
          restoring.add(key)
          this.#restoring.set(key, progress)
        },
      })
      if (!opening.wanted) {
        task.processor.close()
        return
      }
      this.#running.set(id, task)
      await this.#options.fetcher.add(task.queues)
    } catch (error) {
      if (opening.wanted) this.#options.failed(error instanceof Error ? error : new Error(String(error)))
    } finally {
      for (const key of restoring) this.#restoring.delete(key)
      if (this.#opening.get(id) === opening) this.#opening.delete(id)
      this.#options.changed()
    }
  }
}
