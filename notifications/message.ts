/** A notification as a person reads it, and where it goes. */
export interface Message {
  /** Also its idempotency key: a second sending has the same. */
  readonly eventId: string
  readonly recipient: string
  readonly canal: string | null
  readonly modele: string | null
  readonly email: string | null
  readonly telephone: string | null
  readonly subject: string
  readonly text: string
  /** Sendings before this one that failed. */
  readonly tries: number
}
