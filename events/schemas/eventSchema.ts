import type { EventType } from '../catalogue.ts'
import { descriptions } from '../descriptions.ts'
import { versionOf } from '../upcasters.ts'
import { type DataSchema, dataSchema } from './dataSchema.ts'

/** An event in its envelope, as we write it. */
export interface EventSchema {
  readonly title: EventType
  readonly description: string
  readonly type: 'object'
  readonly properties: Readonly<Record<string, unknown>> & { readonly data: DataSchema }
  readonly required: readonly string[]
}

export function eventSchema(type: EventType): EventSchema {
  const properties = {
    eventId: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: 'A repeat has no further effect. Ours are UUIDs.',
    },
    eventType: { const: type },
    timestamp: { type: 'string', format: 'date-time', description: 'Event time, ISO 8601.' },
    version: {
      type: 'string',
      pattern: '^\\d+(\\.\\d+)*$',
      description: `Of the data's schema, major.minor; ${versionOf(type)} is written.`,
    },
    data: dataSchema(type),
  }
  return {
    title: type,
    description: descriptions[type],
    type: 'object',
    properties,
    required: Object.keys(properties),
  }
}
