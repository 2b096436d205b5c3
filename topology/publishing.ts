import type { Header, Serde, StreamRecord } from 'millrace'
import type { EventType } from '../events/catalogue.ts'
import { encode, type OutgoingEvent, type OutputFormat } from '../events/encode.ts'

/** How events are written for those who read them. */
export interface OutputOptions {
  /** Default `envelope`. */
  readonly format?: OutputFormat
  /** A header that names the type of each record, such as Spring's `__TypeId__`. Default none. */
  readonly typeHeader?: string | null
  /** What it says, by event type; of others the event type itself. */
  readonly types?: Readonly<Partial<Record<EventType, string>>>
}

interface Published {
  readonly event: OutgoingEvent
}

/** Value and headers of a sink. Nothing here reads our outputs back. */
export function publishing<V extends Published>(origin: Header, output: OutputOptions = {}) {
  const { format = 'envelope', typeHeader = null, types = {} } = output
  const value: Serde<V> = {
    format: 'text',
    serialize: ({ event }) => encode(event, format),
    deserialize: () => {
      throw new Error('Our outputs are never our inputs')
    },
  }
  // One list a type, made once: not one a record.
  const lists = new Map<EventType, readonly Header[]>()
  const headersOf = (type: EventType): readonly Header[] => {
    let list = lists.get(type)
    if (!list) {
      const own = typeHeader === null ? [] : [{ key: typeHeader, value: Buffer.from(types[type] ?? type) }]
      list = [origin, ...own]
      lists.set(type, list)
    }
    return list
  }
  return { value, headers: ({ value: { event } }: StreamRecord<string, V>) => headersOf(event.type) }
}
