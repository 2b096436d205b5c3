/** A header of a record. Keys may repeat; the order is kept. */
export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}
