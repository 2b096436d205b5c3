import { catalogue, type EventType } from '../catalogue.ts'

/** A field as JSON Schema. */
export type FieldSchema = Readonly<Record<string, unknown>>

/** The data of an event as JSON Schema. */
export interface DataSchema {
  readonly type: 'object'
  /** The first is the record's key. */
  readonly properties: Readonly<Record<string, FieldSchema>>
  readonly required: readonly string[]
}

export const eventTypes = Object.keys(catalogue) as EventType[]

/** What the catalogue says of an event's data, as plain data. */
export function dataSchema(type: EventType): DataSchema {
  const { properties, required = [] } = JSON.parse(JSON.stringify(catalogue[type])) as Partial<DataSchema>
  return { type: 'object', properties: properties!, required }
}
