/**
 * What a dispatcher says about the first notification that waits for a recipient; times by its clock. It is in the log before
 * it counts, and what it says counts only if the queue still is as the dispatcher saw it.
 */
export type Report =
  /** I shall try it, until `until`. Nobody else does before that. */
  | {
      readonly kind: 'claim'
      readonly eventId: string
      readonly claim: string
      readonly at: number
      readonly until: number
    }
  /** Under this claim nothing was begun: whoever comes next may have it now. */
  | { readonly kind: 'release'; readonly eventId: string; readonly claim: string; readonly at: number }
  | { readonly kind: 'sent'; readonly eventId: string; readonly at: number }
  /** There is nothing to send (any more). */
  | {
      readonly kind: 'nothing'
      readonly eventId: string
      readonly at: number
      readonly reason: NothingReason
    }
  /** Under this claim it failed; `retryAt` null: for good. */
  | {
      readonly kind: 'failed'
      readonly eventId: string
      readonly claim: string
      readonly at: number
      readonly tries: number
      readonly retryAt: number | null
      /** A stable word, and what the other side said. */
      readonly code: string
      readonly message: string
    }

/**
 * - `EXPIRED`: asked for too long ago.
 * - `ERASED`: the recipient asked to be forgotten.
 * - `OUTDATED`: what it is about is past, or not so any more.
 * - `NO_ADDRESS`: the recipient has none for this channel.
 */
export type NothingReason = 'EXPIRED' | 'ERASED' | 'OUTDATED' | 'NO_ADDRESS'
