/** A notification that was asked for and has not been sent yet: what the event says, and the record as it lies in its topic. */
export interface Request {
  readonly eventId: string
  /** Event time. */
  readonly time: number
  readonly canal: string | null
  readonly modele: string | null
  readonly donnees: unknown
  /** A dead letter that somebody sent in again. */
  readonly isReplay: boolean
  /** For the dead letter: the record byte for byte, and where it lies. */
  readonly record: {
    readonly topic: string
    readonly partition: number
    readonly offset: number
    readonly timestamp: number
    readonly value: string
    /** Values in base64. */
    readonly headers: readonly (readonly [key: string, value: string | null])[]
  }
}
