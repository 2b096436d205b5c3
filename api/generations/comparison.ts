import type { OutputComparison, StoreComparison } from 'millrace'

/** What two generations hold, and have published, at one cut. */
export interface Comparison {
  readonly cut: string
  /** The live one, and the one that is compared with it. */
  readonly left: number
  readonly right: number
  /** ISO 8601. */
  readonly at: string
  /** How long intake was held. */
  readonly heldMs: number
  /** Where the cut is: how far each input partition was processed; key `${topic}-${partition}`. */
  readonly positions: Readonly<Record<string, number>>
  /** Input records up to the cut; transaction markers count. */
  readonly records: number
  /** Every row of every store that can be compared. */
  readonly isEqual: boolean
  readonly stores: readonly StoreComparison[]
  /** What was told on the way to these rows depends on the order in which topics were read; of the last word of each nothing does. */
  readonly outputs: readonly OutputOfTopic[]
}

export interface OutputOfTopic extends OutputComparison {
  readonly topic: string
}
