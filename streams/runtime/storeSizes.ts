import type { Time } from './time.ts'

const lookEveryMs = 5_000

type SizeOf = (store: string, partition: number) => Promise<number>

interface StorePartition {
  readonly name: string
  readonly partition: number
}

/** What store partitions take on the disk: looked at when somebody asks, and told the next time. */
export class StoreSizes {
  readonly #sizeOf: SizeOf | null
  readonly #time: Time
  #sizes: ReadonlyMap<string, number> = new Map()
  #lookedAt = Number.NEGATIVE_INFINITY

  /** Null: there is no disk. */
  constructor(sizeOf: SizeOf | null, time: Time) {
    this.#sizeOf = sizeOf
    this.#time = time
  }

  /** Bytes by `<store>_<partition>`, as of the last look. */
  of(stores: readonly StorePartition[]): ReadonlyMap<string, number> {
    if (this.#sizeOf && this.#time.elapsed() - this.#lookedAt >= lookEveryMs) {
      this.#lookedAt = this.#time.elapsed()
      // A database that is being closed answers nothing: there is nobody left to be told.
      this.#look(stores, this.#sizeOf).catch(() => {})
    }
    return this.#sizes
  }

  async #look(stores: readonly StorePartition[], sizeOf: SizeOf): Promise<void> {
    const sizes = new Map<string, number>()
    for (const { name, partition } of stores) sizes.set(`${name}_${partition}`, await sizeOf(name, partition))
    this.#sizes = sizes
  }
}
