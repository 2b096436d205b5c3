import { catalogue, type EventData, type EventType } from './catalogue.ts'
import { decodedName, type FieldKind, kindOf } from './fields.ts'
import { toDecimal } from './money.ts'
import { versionOf } from './upcasters.ts'

/** An event of ours on its way out. */
export type OutgoingEvent = {
  readonly [Type in EventType]: {
    readonly type: Type
    /** Derived from what caused it, so that a replay writes the same: see derivedEventId. */
    readonly eventId: string
    readonly time: number
    readonly data: EventData<Type>
  }
}[EventType]

/** `envelope`: in one, with the data by itself. `flat`: the data's fields, eventId and dateCreation, as Spring services write. */
export type OutputFormat = 'envelope' | 'flat'

/** The value that carries it. Fields that are null are left out. */
export function encode(event: OutgoingEvent, format: OutputFormat = 'envelope'): string {
  const decoded = event.data as Readonly<Record<string, unknown>>
  const data: Record<string, unknown> = {}
  for (const field of fieldsOf.get(event.type)!) {
    const value = decoded[field.from]
    if (value != null) data[field.name] = written(field.kind, value)
  }
  const timestamp = new Date(event.time).toISOString()
  if (format === 'flat') return JSON.stringify({ eventId: event.eventId, ...data, dateCreation: timestamp })
  return JSON.stringify({
    eventId: event.eventId,
    eventType: event.type,
    timestamp,
    version: versionOf(event.type),
    data,
  })
}

/** The record's key: the id of the entity that the event is about, its first field (the next where that is unknown). */
export function keyOf(event: OutgoingEvent): string {
  const decoded = event.data as Readonly<Record<string, unknown>>
  const field = fieldsOf.get(event.type)!.find(each => decoded[each.from] !== null)
  return decoded[field!.from] as string
}

function written(kind: FieldKind, value: unknown): unknown {
  if (kind === 'instant') return new Date(value as number).toISOString()
  if (kind === 'money') return toDecimal(value as number)
  return value
}

interface OutgoingField {
  readonly name: string
  readonly kind: FieldKind
  /** Its name in decoded data. */
  readonly from: string
}

const fieldsOf: ReadonlyMap<EventType, readonly OutgoingField[]> = new Map(
  (Object.keys(catalogue) as EventType[]).map(type => [
    type,
    Object.entries(catalogue[type].properties).map(([name, field]) => {
      const kind = kindOf(field)
      return { name, kind, from: decodedName(name, kind) }
    }),
  ]),
)
