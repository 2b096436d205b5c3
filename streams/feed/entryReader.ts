import type { StoreSpec } from '../graph/storeSpec.ts'
import { deserialize } from '../serdes/deserialize.ts'
import type { RecordCursor } from '../wire/records/recordCursor.ts'
import { Entry, instant, removal } from './entry.ts'
import type { FeedTopic } from './feedTopic.ts'
import type { FeedView } from './feedView.ts'

/** What the record that the cursor stands on is to subscribers; null: nothing. Throws for a row that cannot be read. */
export type EntryReader = (cursor: RecordCursor, topic: string, partition: number) => Entry | null

export function viewReader(view: FeedView, spec: StoreSpec<unknown, unknown>): EntryReader {
  return (cursor, topic, partition) => {
    const key = cursor.keyText()
    if (key === null) return null
    const { offset, timestamp: at } = cursor
    const of = { topic, partition, offset, key, at }
    const value = cursor.valueBytes()
    if (value === null)
      return new Entry({ ...of, json: removal(key, at), fields: view.keyFieldsOf(key), isGone: true })
    const row = deserialize(spec.value, value)
    const json = JSON.stringify({ key, value: view.show(row), at: instant(at) })
    return new Entry({
      ...of,
      json,
      fields: { ...view.fieldsOf(row), ...view.keyFieldsOf(key) },
      isGone: false,
    })
  }
}

export function topicReader(source: FeedTopic): EntryReader {
  return (cursor, topic, partition) => {
    const { offset, timestamp: at } = cursor
    const key = cursor.keyText()
    const read = source.read({ topic, key, value: cursor.valueText(), timestamp: at })
    if (read === null) return null
    const json = JSON.stringify({ topic, partition, offset, ...read.value })
    return new Entry({
      topic,
      partition,
      offset,
      key: key ?? '',
      json,
      at,
      fields: read.fields,
      isGone: false,
    })
  }
}
