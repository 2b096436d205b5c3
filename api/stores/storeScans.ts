import { randomUUID } from 'node:crypto'
import type { Instance } from '../instance.ts'
import { type ScanVerdict, type StoreReading, verdictOf } from './storeReading.ts'

/** When a store partition was last scanned, wall clock ms, and what that showed. */
export interface LastScan {
  readonly store: string
  readonly partition: number
  readonly at: number
  readonly verdict: ScanVerdict
}

/** What this instance knows of its stores, and finds when it looks. */
export class StoreScans {
  readonly #instance: Instance
  readonly #now: () => number
  readonly #last = new Map<string, LastScan>()
  #underWay: Promise<readonly StoreReading[]> | null = null

  constructor(instance: Instance, now: () => number) {
    this.#instance = instance
    this.#now = now
  }

  /** As it is kept. */
  kept(): readonly StoreReading[] {
    return this.#instance.hashes().map(hash => ({ ...hash, scanned: null }))
  }

  /** As it is kept, and as the very same rows are. One scan at a time: who asks meanwhile has the same answer. */
  scan(): Promise<readonly StoreReading[]> {
    this.#underWay ??= this.#scan().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  /** Of every store partition that was scanned since the process began. */
  get last(): readonly LastScan[] {
    return [...this.#last.values()]
  }

  async #scan(): Promise<readonly StoreReading[]> {
    const snapshot = await this.#instance.cutSnapshot(`scan-${randomUUID()}`)
    try {
      const readings: StoreReading[] = []
      for (const hash of snapshot.hashes) {
        const { store, partition } = hash
        const reading = { ...hash, scanned: await snapshot.scan(store, partition) }
        readings.push(reading)
        const verdict = verdictOf(reading)
        this.#last.set(`${store}_${partition}`, { store, partition, at: this.#now(), verdict })
      }
      return readings
    } finally {
      snapshot.close()
    }
  }
}
