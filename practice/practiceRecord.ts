import type { EventType } from '../events/catalogue.ts'
import type { Zone } from '../events/zone.ts'

/** A record to publish; the key partitions it as Java's clients would. */
export interface PracticeRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array }[]
  /** Event time. */
  readonly timestamp: number
}

/** Something that happens at the practice. Values that are instants are given as Date. */
export interface PracticeEvent {
  readonly type: EventType
  readonly eventId: string
  readonly time: number
  readonly data: Readonly<Record<string, unknown>>
}

const keyOf = (event: PracticeEvent) => Object.values(event.data)[0] as string

/** As our own gateway writes it. */
export function enveloped(event: PracticeEvent): PracticeRecord {
  const { type, eventId, time, data } = event
  const timestamp = new Date(time).toISOString()
  const value = JSON.stringify({ eventId, eventType: type, timestamp, version: '1.0', data })
  return { topic: type, key: keyOf(event), value, headers: [], timestamp: time }
}

/**
 * As the Spring services of the source system write it: flat, local dates as arrays, a status nobody asked for, the class in
 * a header, and sometimes no key.
 */
export function flat(event: PracticeEvent, zone: Zone, withKey: boolean): PracticeRecord {
  const { type, eventId, time, data } = event
  const fields: Record<string, unknown> = { eventId }
  for (const [name, value] of Object.entries(data))
    fields[name] = value instanceof Date ? localArray(value.getTime(), zone) : value
  if (type.endsWith('.created')) fields.statut = 'CREATED'
  fields.dateCreation = localArray(time, zone)
  return {
    topic: type,
    key: withKey ? keyOf(event) : null,
    value: JSON.stringify(fields),
    headers: [{ key: '__TypeId__', value: typeId(type) }],
    timestamp: time,
  }
}

/** What Jackson makes of a LocalDateTime: no zone, and no seconds where they are zero. */
function localArray(instant: number, zone: Zone): readonly number[] {
  const local = new Date(zone.toLocal(instant))
  const date = [
    local.getUTCFullYear(),
    local.getUTCMonth() + 1,
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
  ]
  const [seconds, millis] = [local.getUTCSeconds(), local.getUTCMilliseconds()]
  if (millis > 0) return [...date, seconds, millis * 1_000_000]
  return seconds > 0 ? [...date, seconds] : date
}

const typeIds = new Map<string, Uint8Array>()

function typeId(type: string): Uint8Array {
  let id = typeIds.get(type)
  if (id === undefined) {
    const words = type.split('.').map(word => word[0]!.toUpperCase() + word.slice(1))
    id = Buffer.from(`ma.um5.cabinet.events.${words.join('')}Event`)
    typeIds.set(type, id)
  }
  return id
}
