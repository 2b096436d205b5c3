import type { Processor } from 'millrace'
import type { Decode, DecodedEvent } from '../events/decode.ts'
import { isOwn } from './origin.ts'

/**
 * Reads raw records: leaves out our own, and hands on events by the id of their entity, because a record's key may be
 * missing or foreign. Throws BadEvent for anything that is none.
 *
 * From here on the time of a record is its event time, which moves the clock of what waits; but no event moves it beyond the
 * moment at which it was written.
 */
export function decodeStep<E extends DecodedEvent>(
  name: string,
  applicationId: string,
  decode: Decode,
  keyOf: (event: E) => string,
): Processor<string | null, string | null, string, E> {
  return {
    name,
    process({ key, value, timestamp, headers }, context) {
      if (headers.length > 0 && isOwn(headers, applicationId)) return
      const event = decode({ topic: context.source!.topic, key, value, timestamp }) as E
      const eventTime = Math.max(0, Math.min(event.time, timestamp))
      context.forward(keyOf(event), event, { headers: [], timestamp: eventTime })
    },
  }
}
