import type { Failure, RawRecord } from './failure.ts'
import type { OutputRecord, RecordWriter } from './recordWriter.ts'

/**
 * The record byte for byte, with headers that say where it lay and what was wrong with it. One that is too large to be written
 * so goes without its value, then without its own headers, its key, the error's message: `dlq.omitted` names what is not
 * there, `dlq.key-bytes` and `dlq.value-bytes` say how much it was, and it still lies where the headers say.
 */
export function deadLetterRecord(
  topic: string,
  failure: Failure,
  record: RawRecord,
  writer: RecordWriter,
): OutputRecord {
  const { error } = failure
  const told = [
    header('dlq.topic', record.topic),
    header('dlq.partition', String(record.partition)),
    header('dlq.offset', String(record.offset)),
    // Its topic may give the letter the time of its writing: a retention goes by that then.
    header('dlq.timestamp', String(record.timestamp)),
    header('dlq.stage', failure.stage),
    header('dlq.task', failure.task),
    header('dlq.error', 'code' in error && typeof error.code === 'string' ? error.code : error.name),
  ]
  const message = header('dlq.message', error.message.slice(0, 1000))
  const without = (...omitted: readonly ('value' | 'headers' | 'key' | 'message')[]): OutputRecord => ({
    topic,
    partition: null,
    key: omitted.includes('key') ? null : record.key,
    value: omitted.includes('value') ? null : record.value,
    timestamp: record.timestamp,
    headers: [
      ...(omitted.includes('headers') ? [] : record.headers),
      ...told,
      ...(omitted.includes('message') ? [] : [message]),
      ...(omitted.length === 0 ? [] : omissions(record, omitted)),
    ],
  })
  return (
    [without(), without('value'), without('value', 'headers'), without('value', 'headers', 'key')].find(
      letter => fits(letter, writer),
    ) ?? without('value', 'headers', 'key', 'message')
  )
}

const header = (key: string, value: string) => ({ key, value: Buffer.from(value) })

const omissions = (record: RawRecord, omitted: readonly string[]) => [
  header('dlq.omitted', omitted.join(',')),
  header('dlq.key-bytes', String(record.key?.length ?? 0)),
  header('dlq.value-bytes', String(record.value?.length ?? 0)),
]

function fits(letter: OutputRecord, writer: RecordWriter): boolean {
  try {
    writer.check(letter)
    return true
  } catch {
    return false
  }
}
