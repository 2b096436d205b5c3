import { notInMemory } from './notInMemory.ts'
import type { Row } from './row.ts'
import type { TaskStore } from './taskStore.ts'

/** A key or a range that a record asked for and memory did not have. */
export interface MissingRead {
  readonly store: TaskStore
  readonly key: string | null
  readonly range: { readonly from: string | undefined; readonly to: string | undefined } | null
}

/** What the attempt to process one record did to the stores, so that it can be undone as a whole. */
export class Journal {
  readonly #stores: TaskStore[] = []
  readonly #keys: string[] = []
  readonly #before: (Row | undefined)[] = []
  #missing: MissingRead[] = []

  wrote(store: TaskStore, key: string, before: Row | undefined): void {
    this.#stores.push(store)
    this.#keys.push(key)
    this.#before.push(before)
  }

  missKey(store: TaskStore, key: string): never {
    return this.missKeys(store, [key])
  }

  missKeys(store: TaskStore, keys: readonly string[]): never {
    for (const key of keys) this.#missing.push({ store, key, range: null })
    throw notInMemory
  }

  missRange(store: TaskStore, from: string | undefined, to: string | undefined): never {
    this.#missing.push({ store, key: null, range: { from, to } })
    throw notInMemory
  }

  get misses(): boolean {
    return this.#missing.length > 0
  }

  takeMissing(): readonly MissingRead[] {
    const missing = this.#missing
    this.#missing = []
    return missing
  }

  accept(): void {
    if (this.#stores.length === 0) return
    this.#stores.length = 0
    this.#keys.length = 0
    this.#before.length = 0
  }

  rollback(): void {
    for (let i = this.#stores.length - 1; i >= 0; i--)
      this.#stores[i]!.restorePending(this.#keys[i]!, this.#before[i])
    this.accept()
  }
}
