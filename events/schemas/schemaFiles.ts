import { auditTopic } from '../topics.ts'
import { trailEntry } from '../trailEntry.ts'
import { versionOf } from '../upcasters.ts'
import { asyncapi } from './asyncapi.ts'
import { eventTypes } from './dataSchema.ts'
import { eventSchema } from './eventSchema.ts'
import { eventsPage } from './eventsPage.ts'

/** Everything that is written from the catalogue: text by its path in the tree. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const files = new Map(
    eventTypes.map(type => [
      `docs/schemas/${type}.json`,
      json({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:cabinet:${type}:${versionOf(type)}`,
        ...eventSchema(type),
      }),
    ]),
  )
  files.set(
    `docs/schemas/${auditTopic}.json`,
    json({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:cabinet:${auditTopic}:1.0`,
      title: auditTopic,
      ...trailEntry,
    }),
  )
  files.set('docs/schemas/asyncapi.json', json(asyncapi()))
  files.set('docs/events.md', eventsPage())
  return files
}

/** The last released catalogue; `npm run schemas -- --release` writes it. */
export const releasePath = 'docs/schemas/released.json'

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
