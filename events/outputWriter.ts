import type { EventType } from './catalogue.ts'
import { encode, type OutgoingEvent, type OutputFormat } from './encode.ts'

/** How events are written for those who read them. */
export interface OutputOptions {
  /** Default `envelope`. */
  readonly format?: OutputFormat
  /** A header that names the type of each record, such as Spring's `__TypeId__`. Default none. */
  readonly typeHeader?: string | null
  /** What it says, by event type; of others the event type itself. */
  readonly types?: Readonly<Partial<Record<EventType, string>>>
}

export interface OutputHeader {
  readonly key: string
  readonly value: Uint8Array
}

export interface OutputWriter {
  value(event: OutgoingEvent): string
  /** The same list each time. */
  headersOf(type: EventType): readonly OutputHeader[]
}

/** `always`: headers that every record has. */
export function outputWriter(
  options: OutputOptions = {},
  always: readonly OutputHeader[] = [],
): OutputWriter {
  const { format = 'envelope', typeHeader = null, types = {} } = options
  const lists = new Map<EventType, readonly OutputHeader[]>()
  return {
    value: event => encode(event, format),
    headersOf(type) {
      if (typeHeader === null) return always
      let list = lists.get(type)
      if (!list) {
        list = [...always, { key: typeHeader, value: Buffer.from(types[type] ?? type) }]
        lists.set(type, list)
      }
      return list
    },
  }
}
