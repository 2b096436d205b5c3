/** No partition of the store is running here now: the instance is starting, rebalancing, or others have them all. Try again. */
export class StoreUnavailable extends Error {
  constructor(store: string) {
    super(
      `Store "${store}" has no partition on this instance now. Try again shortly, or ask another instance.`,
    )
    this.name = 'StoreUnavailable'
  }
}
