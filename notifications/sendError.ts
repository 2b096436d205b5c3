export interface SendErrorDetails {
  /** Another try would end the same way. Default false. */
  readonly isFinal?: boolean
  /** The other side asks to be left alone for so long. */
  readonly retryAfterMs?: number | null
}

/** A sending that failed. The code is stable: metrics and dead letters use it. Messages name no recipient. */
export class SendError extends Error {
  override readonly name = 'SendError'
  readonly code: string
  readonly isFinal: boolean
  readonly retryAfterMs: number | null

  constructor(
    code: string,
    message: string,
    { isFinal = false, retryAfterMs = null }: SendErrorDetails = {},
  ) {
    super(message)
    this.code = code
    this.isFinal = isFinal
    this.retryAfterMs = retryAfterMs
  }
}
