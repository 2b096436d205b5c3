import type { StoreSource } from './storeSource.ts'

/** No instance that answered within the deadline has these partitions of a store. Ask again, or for a partial answer. */
export class PartitionsUnavailable extends Error {
  readonly store: string
  readonly partitions: readonly number[]

  constructor(store: string, partitions: readonly number[]) {
    super(
      `Store "${store}": no instance answers for partition ${partitions.join(', ')} now. Try again shortly, or ask for a partial answer.`,
    )
    this.name = 'PartitionsUnavailable'
    this.store = store
    this.partitions = partitions
  }
}

/**
 * There are rows, but of these partitions none that fulfil the conditions (a lag, a position), not within the time to wait
 * either. Wait longer, or ask for less.
 */
export class ConditionNotMet extends Error {
  readonly store: string
  /** The best that was found of each. */
  readonly sources: readonly StoreSource[]

  constructor(store: string, sources: readonly StoreSource[]) {
    const partitions = sources.map(({ partition }) => partition).join(', ')
    super(
      `Store "${store}": partition ${partitions} is not as far as asked for. Wait longer, or ask for less.`,
    )
    this.name = 'ConditionNotMet'
    this.store = store
    this.sources = sources
  }
}

/** More questions wait here than may. Ask without waiting, or again shortly. */
export class TooManyWaiting extends Error {
  readonly limit: number

  constructor(limit: number) {
    super(`${limit} questions wait here already. Ask without waiting, or try again shortly.`)
    this.name = 'TooManyWaiting'
    this.limit = limit
  }
}
