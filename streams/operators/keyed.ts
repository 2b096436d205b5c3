import type { StreamRecord } from '../graph/streamRecord.ts'

/** The record's key. A step that needs one cannot do without: the record goes to the processing handler. */
export function keyed(record: StreamRecord<unknown, unknown>, step: string): unknown {
  if (record.key !== null && record.key !== undefined) return record.key
  throw new Error(`The record has no key, and "${step}" needs one`)
}
