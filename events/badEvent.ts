/**
 * Why a record is not an event of ours. Stable: headers of cabinet.dlq, metrics and the console's filters use these words.
 *
 * - `WRONG_TOPIC`: its topic carries no event we read, or its eventType says another.
 * - `UNEXPECTED_TOMBSTONE`: no value, where an absent value means nothing.
 * - `BROKEN_JSON`: not JSON.
 * - `WRONG_TYPE`: JSON, but a field is of another type than it must be.
 * - `MISSING_ID`: an id without which the event cannot be attributed.
 * - `BAD_VALUE`: the right type, but not a value it can have (30 February, a negative amount).
 */
export type BadEventCode =
  | 'WRONG_TOPIC'
  | 'UNEXPECTED_TOMBSTONE'
  | 'BROKEN_JSON'
  | 'WRONG_TYPE'
  | 'MISSING_ID'
  | 'BAD_VALUE'

/**
 * Thrown by decoding; the engine then sends the record to cabinet.dlq as it was. The message names fields and types,
 * never values: it travels in headers and logs, which an erasure does not reach.
 */
export class BadEvent extends Error {
  override readonly name = 'BadEvent'
  readonly code: BadEventCode

  constructor(code: BadEventCode, message: string) {
    super(message)
    this.code = code
  }
}
