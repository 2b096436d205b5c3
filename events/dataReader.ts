import { BadEvent } from './badEvent.ts'
import { catalogue, type EventType } from './catalogue.ts'
import { fieldReaders } from './fieldReader.ts'
import { decodedName, kindOf } from './fields.ts'
import type { RawData } from './upcasters.ts'
import type { Zone } from './zone.ts'

/** Turns parsed data into decoded data: checks and converts the fields of the schema, drops all others. */
export type DataReader = (data: RawData) => Readonly<Record<string, unknown>>

/** Other names under which a field may come. */
const synonyms: Readonly<Record<string, string>> = { raison: 'reason', statut: 'status' }

/**
 * Compiles the schema of an event type into a list of field readers, once. A JSON Schema interpreter per record costs
 * several times as much, and would know neither arrays as dates nor centimes.
 */
export function createDataReader(type: EventType, zone: Zone): DataReader {
  const fields = Object.entries(catalogue[type].properties).map(([name, schema]) => {
    const kind = kindOf(schema)
    return {
      name,
      synonym: synonyms[name],
      as: decodedName(name, kind),
      required: kind === 'id',
      read: fieldReaders[kind],
    }
  })

  return data => {
    const decoded: Record<string, unknown> = {}
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!
      let value = data[field.name]
      if (value == null && field.synonym !== undefined) value = data[field.synonym]
      if (value != null) decoded[field.as] = field.read(value, field.name, zone)
      else if (field.required) throw new BadEvent('MISSING_ID', `"${field.name}" is missing`)
      else decoded[field.as] = null
    }
    return decoded
  }
}
