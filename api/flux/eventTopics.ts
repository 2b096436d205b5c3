import type { FeedTopic } from 'millrace'
import { BadEvent } from '../../events/badEvent.ts'
import { isEventType } from '../../events/catalogue.ts'
import type { Decode } from '../../events/decode.ts'
import { encode, type OutgoingEvent } from '../../events/encode.ts'
import { topics } from '../../events/topics.ts'

/** The events that the cabinet takes and publishes, in the envelope whatever they are written in. What is no event is left out: it is a dead letter. */
export function eventTopics(decode: Decode): readonly FeedTopic[] {
  return topics
    .filter(({ name }) => isEventType(name))
    .map(({ name }) => ({
      name,
      fields: ['patientId', 'medecinId'],
      read: record => {
        try {
          const event = decode(record)
          const { patientId = null, medecinId = null } = event.data as Readonly<Record<string, string | null>>
          return { value: JSON.parse(encode(event as OutgoingEvent)), fields: { patientId, medecinId } }
        } catch (error) {
          if (error instanceof BadEvent) return null
          throw error
        }
      },
    }))
}
