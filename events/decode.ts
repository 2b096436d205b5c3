import type { Aliases } from './aliases.ts'
import { BadEvent } from './badEvent.ts'
import { catalogue, type EventType, isEventType } from './catalogue.ts'
import { createDataReader, type DataReader } from './dataReader.ts'
import { contentId } from './derivedId.ts'
import type { EventOf } from './event.ts'
import { nameOfType, readId, readInstant, wrongType } from './fieldReader.ts'
import { type RawData, type Upcaster, type Upcasters, upcast, upcasters, versionOf } from './upcasters.ts'
import { createZone } from './zone.ts'

/** A record as it lies in a topic. Headers do not matter to decoding: Spring's `__TypeId__` names a class of theirs. */
export interface RawRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
}

export interface DecoderOptions {
  /** Where local dates are local. Default Africa/Casablanca. */
  readonly zone?: string
  readonly aliases?: Aliases
  readonly upcasters?: Upcasters
}

/** Any event, decoded. Switch on its `type`. */
export type DecodedEvent = EventOf<EventType>

/**
 * Decodes every accepted format (docs/cabinet.md); pure. Throws {@link BadEvent} for anything else, and nothing but that.
 */
export type Decode = (record: RawRecord) => DecodedEvent

interface Reader {
  readonly type: EventType
  readonly read: DataReader
  readonly upcasters: readonly Upcaster[]
}

export function createDecoder(options: DecoderOptions = {}): Decode {
  const zone = createZone(options.zone ?? 'Africa/Casablanca')
  const aliases = options.aliases ?? {}
  const readers = new Map<string, Reader>()
  for (const type of Object.keys(catalogue) as EventType[]) {
    const steps = (options.upcasters ?? upcasters)[type] ?? []
    readers.set(type, { type, read: createDataReader(type, zone), upcasters: steps })
  }
  for (const [topic, type] of Object.entries(aliases)) readers.set(topic, readers.get(type)!)

  /** Event time: the envelope's timestamp, else the date the data gives for its making, else the record's. */
  function timeOf(record: RawRecord, envelope: RawData | null, data: RawData): number {
    if (envelope?.timestamp != null) return readInstant(envelope.timestamp, 'timestamp', zone)
    if (data.dateCreation != null) return readInstant(data.dateCreation, 'dateCreation', zone)
    if (data.dateFailure != null) return readInstant(data.dateFailure, 'dateFailure', zone)
    return record.timestamp
  }

  return record => {
    const reader = readers.get(record.topic)
    if (!reader) throw new BadEvent('WRONG_TOPIC', `No event of the cabinet comes by topic "${record.topic}"`)
    if (record.value === null) return tombstone(record, reader)

    const parsed = parse(record.value)
    const envelope = envelopeOf(parsed)
    const data = envelope ? (envelope.data as RawData) : parsed
    checkType(parsed.eventType, envelope !== null, reader, record.topic, aliases)
    const upcasted =
      reader.upcasters.length === 0
        ? data
        : upcast(reader.upcasters, writtenVersion(parsed.version, reader.type), data)
    const eventId =
      parsed.eventId == null
        ? contentId(reader.type, record.key, record.value)
        : readId(parsed.eventId, 'eventId')
    const decoded = reader.read(upcasted)
    checkInterval(decoded)
    return {
      type: reader.type,
      eventId,
      time: timeOf(record, envelope, data),
      data: decoded,
    } as unknown as DecodedEvent
  }
}

/** The one tombstone that means something: nothing is left of the patient whose key it carries. */
function tombstone(record: RawRecord, reader: Reader): DecodedEvent {
  if (reader.type !== 'patient.deleted') {
    throw new BadEvent('UNEXPECTED_TOMBSTONE', `A record of "${record.topic}" must have a value`)
  }
  if (record.key === null) throw new BadEvent('MISSING_ID', 'A deletion without value must have a key')
  const eventId = contentId(reader.type, record.key, '')
  return {
    type: reader.type,
    eventId,
    time: record.timestamp,
    data: { patientId: readId(record.key, 'key') },
  }
}

function parse(value: string): RawData {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    // Not the parser's own message: it quotes the text, and the text may name a patient.
    throw new BadEvent('BROKEN_JSON', 'The value is not JSON')
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as RawData
  throw new BadEvent('WRONG_TYPE', `The value must be a JSON object, not ${nameOfType(parsed)}`)
}

/** An envelope has its data in `data`; a record without is flat. Something else in `data` is an envelope gone wrong. */
function envelopeOf(parsed: RawData): RawData | null {
  const { data } = parsed
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return parsed
  if (Object.hasOwn(parsed, 'data') && isEventTypeText(parsed.eventType)) wrongType('data', 'an object', data)
  return null
}

/** An envelope says what it is, and must not say otherwise. In a flat record only a name that we know can contradict. */
function checkType(said: unknown, enveloped: boolean, reader: Reader, topic: string, aliases: Aliases): void {
  if (said == null || said === reader.type || said === topic) return
  if (typeof said !== 'string') {
    if (enveloped) wrongType('eventType', 'text', said)
    return
  }
  if (enveloped || isEventType(said) || Object.hasOwn(aliases, said)) {
    throw new BadEvent('WRONG_TOPIC', `An event of another type came by topic "${topic}"`)
  }
}

/** Of those that have one; either end may be open. */
function checkInterval({ debut, fin }: Readonly<Record<string, unknown>>): void {
  if (typeof debut === 'number' && typeof fin === 'number' && fin <= debut)
    throw new BadEvent('BAD_VALUE', '"fin" is not after "debut"')
}

const isEventTypeText = (value: unknown) => typeof value === 'string'

function writtenVersion(version: unknown, type: EventType): string {
  if (version == null) return versionOf(type)
  if (typeof version !== 'string') return wrongType('version', 'text', version)
  if (/^\d+(\.\d+)*$/.test(version)) return version
  throw new BadEvent('BAD_VALUE', '"version" is not of the form "major.minor"')
}
