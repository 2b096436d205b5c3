/** A snapshot's pages of one partition: what they are as of. */
export interface PagePositions {
  /** Where changes begin to be needed. */
  readonly min: number
  /** The rows are whole when the changes have been told up to here. */
  readonly max: number
}
