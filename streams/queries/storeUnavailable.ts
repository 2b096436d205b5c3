/**
 * No copy of the store, or of the partition asked for, can be read here now: the instance is starting, rebalancing, or others
 * have them all. Try again.
 */
export class StoreUnavailable extends Error {
  constructor(store: string, partition?: number) {
    const what = partition === undefined ? 'has no partition' : `does not have partition ${partition}`
    super(`Store "${store}" ${what} on this instance now. Try again shortly, or ask another instance.`)
    this.name = 'StoreUnavailable'
  }
}
