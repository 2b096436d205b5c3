import type { Header } from 'millrace'
import type { RecordCursor } from 'millrace/wire'
import type { LetterId } from './letterId.ts'

/** A record of cabinet.dlq: the record that failed, and what its headers say about it. */
export interface DeadLetter extends LetterId {
  /** When the letter was written, ms since 1970; in a topic without LogAppendTime the failed record's timestamp. */
  readonly writtenAt: number
  /** The failed record's own, like key, value and headers. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
  /** Where the failed record lies; null: whoever wrote this letter did not say. */
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number } | null
  readonly stage: string
  readonly task: string
  /** A code such as `WRONG_TYPE`; other words are mistakes of ours. */
  readonly error: string
  readonly message: string
  /** What was too large to be kept: `value`, `headers`, `key`. */
  readonly omitted: readonly string[]
  /** Size of key and value, as they were. */
  readonly bytes: number
}

/** On a record that was replayed: which letter it was. */
export const replayHeader = 'dlq.replay'

/** The letter that a cursor stands at. Copies what it keeps. */
export function readDeadLetter(cursor: RecordCursor, partition: number): DeadLetter {
  const all = cursor.headers()
  // What the engine says comes last; before it are the record's own headers, which may use the same names.
  const first = all.findLastIndex(({ key }) => key === 'dlq.topic')
  const told = new Map(
    (first < 0 ? [] : all.slice(first)).map(({ key, value }) => [key, Buffer.from(value ?? []).toString()]),
  )
  const number = (name: string) => Number(told.get(name) ?? 0)
  const key = copyOf(cursor.keyBytes())
  const value = copyOf(cursor.valueBytes())
  return {
    partition,
    offset: cursor.offset,
    writtenAt: cursor.timestamp,
    timestamp: told.has('dlq.timestamp') ? number('dlq.timestamp') : cursor.timestamp,
    key,
    value,
    headers: (first < 0 ? all : all.slice(0, first)).map(header => ({
      key: header.key,
      value: copyOf(header.value),
    })),
    source:
      first < 0
        ? null
        : { topic: told.get('dlq.topic')!, partition: number('dlq.partition'), offset: number('dlq.offset') },
    stage: told.get('dlq.stage') ?? '',
    task: told.get('dlq.task') ?? '',
    error: told.get('dlq.error') ?? '',
    message: told.get('dlq.message') ?? '',
    omitted: told.get('dlq.omitted')?.split(',') ?? [],
    bytes: Math.max(
      (key?.length ?? 0) + (value?.length ?? 0),
      number('dlq.key-bytes') + number('dlq.value-bytes'),
    ),
  }
}

const copyOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes))
