import type { Told } from './reading.ts'

/** Where an event lies, and what it is. */
export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly eventId: string
  readonly eventType: string
  /** Event time, ISO 8601. */
  readonly time: string
  /** Of the record, ISO 8601. */
  readonly writtenAt: string
}

export const placeOf = ({ event, record }: Told): Place => ({
  topic: record.topic,
  partition: record.partition,
  offset: record.offset,
  eventId: event.eventId,
  eventType: event.type,
  time: new Date(event.time).toISOString(),
  writtenAt: new Date(record.timestamp).toISOString(),
})
