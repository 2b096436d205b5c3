import type { Serde, StreamRecord } from 'millrace'
import type { OutgoingEvent } from '../events/encode.ts'
import { type OutputHeader, type OutputOptions, outputWriter } from '../events/outputWriter.ts'

interface Published {
  readonly event: OutgoingEvent
}

/** Value and headers of a sink. Nothing here reads our outputs back. */
export function publishing<V extends Published>(origin: OutputHeader, output: OutputOptions = {}) {
  const writer = outputWriter(output, [origin])
  const value: Serde<V> = {
    format: 'text',
    serialize: ({ event }) => writer.value(event),
    deserialize: () => {
      throw new Error('Our outputs are never our inputs')
    },
  }
  return { value, headers: ({ value: { event } }: StreamRecord<string, V>) => writer.headersOf(event.type) }
}
