/**
 * Bytes from the broker that cannot be a record batch: a length that makes no sense, a checksum that does not match, a payload
 * that does not decompress. Fetching the same bytes again may help (a bad transfer), skipping them loses data.
 */
export class CorruptBatch extends Error {
  /** The base offset of the batch as its header says it. */
  readonly offset: number

  constructor(offset: number, what: string, cause?: unknown) {
    super(`Corrupt record batch at offset ${offset}: ${what}`, { cause })
    this.name = 'CorruptBatch'
    this.offset = offset
  }
}
