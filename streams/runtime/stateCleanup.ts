import type { Topology } from '../graph/topology.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { Time } from './time.ts'

/** Finds the state of tasks that this process has not had for a time: rows kept as a warm start, that nobody came back for. */
export class StateCleanup {
  readonly #tasksOf: ReadonlyMap<string, string>
  readonly #database: StateDatabase
  readonly #delayMs: number
  readonly #time: Time
  readonly #unusedSince = new Map<string, number>()
  #nextLook = 0

  constructor(topology: Topology, database: StateDatabase, delayMs: number, time: Time) {
    this.#tasksOf = new Map(
      topology.subtopologies.flatMap(part => part.stores.map(store => [store.name, part.id] as const)),
    )
    this.#database = database
    this.#delayMs = delayMs
    this.#time = time
    this.forget()
  }

  /** Nothing counts as unused from before now: the group has given this member no tasks because it does not know it. */
  forget(): void {
    this.#unusedSince.clear()
    this.#nextLook = this.#time.elapsed()
  }

  /** Tasks to drop the stored rows of, with their stores; those of `assigned` never. Looks a few times within the delay. */
  async due(assigned: ReadonlySet<string>): Promise<readonly UnusedStore[]> {
    const now = this.#time.elapsed()
    if (now < this.#nextLook) return []
    this.#nextLook = now + this.#delayMs / 4
    const due: UnusedStore[] = []
    for (const { store, partition } of await this.#database.positions()) {
      // A store that the topology no longer has belongs to no task.
      const task = `${this.#tasksOf.get(store) ?? ''}_${partition}`
      const key = `${store}[${partition}]`
      if (assigned.has(task)) this.#unusedSince.delete(key)
      else {
        const since = this.#unusedSince.get(key) ?? now
        this.#unusedSince.set(key, since)
        if (now - since >= this.#delayMs) due.push({ task, store, partition })
      }
    }
    return due
  }
}

export interface UnusedStore {
  readonly task: string
  readonly store: string
  readonly partition: number
}
