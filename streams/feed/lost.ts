/** Why a subscription begins anew with a snapshot. */
export type SnapshotReason =
  | 'new'
  | 'expired'
  | 'topic-recreated'
  | 'out-of-log'
  | 'filter'
  | 'restarted'
  | 'generation'

/** The changes do not go on where the subscriber is: he needs a snapshot. */
export class Lost extends Error {
  readonly reason: SnapshotReason

  constructor(reason: SnapshotReason) {
    super(`The changes do not go on from there: ${reason}`)
    this.name = 'Lost'
    this.reason = reason
  }
}
