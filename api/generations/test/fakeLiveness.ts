import type { Endpoint } from 'millrace'
import type { Liveness } from '../liveness.ts'

/** Says what a test wants it to. */
export class FakeLiveness implements Liveness {
  readonly generation: number
  isLive: boolean
  all: readonly Endpoint[]
  isInDoubt = false
  readonly holds = { count: 2, lastMs: 350 }
  /** What stands in the log, where that is something else than what is known. */
  decided: boolean | null = null
  failure: Error | null = null
  readonly #listeners = new Set<() => void>()

  constructor(generation: number, isLive: boolean, all: readonly Endpoint[] = []) {
    this.generation = generation
    this.isLive = isLive
    this.all = all
  }

  get state() {
    return this.isLive ? ('live' as const) : ('shadow' as const)
  }

  become(isLive: boolean): void {
    this.isLive = isLive
    for (const each of this.#listeners) each()
  }

  async confirm(): Promise<void> {
    if (this.failure) throw this.failure
    if (this.decided !== null) this.become(this.decided)
  }

  async endpoints(): Promise<readonly Endpoint[]> {
    return this.all
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
