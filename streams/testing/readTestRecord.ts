import type { SourceNode } from '../graph/node.ts'
import type { RawRecord } from '../processing/failure.ts'
import type { InputRecord } from '../processing/inputRecord.ts'
import { deserialize } from '../serdes/deserialize.ts'
import { deepFreeze } from './deepFreeze.ts'
import type { TestRecord } from './testPartitions.ts'

/** Deserialises and freezes; null when the record could not be read and the handler forgave it. */
export function readTestRecord(
  record: TestRecord,
  source: SourceNode,
  failed: (error: Error, raw: RawRecord) => void,
): InputRecord | null {
  try {
    return {
      ...record,
      key: record.key === null ? null : deserialize(source.key, record.key),
      value: record.value === null ? null : deepFreeze(deserialize(source.value, record.value)),
      raw: () => record,
    }
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)), record)
    return null
  }
}
