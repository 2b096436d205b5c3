import type { EventType } from '../catalogue.ts'
import { catalogue } from '../catalogue.ts'
import { descriptions } from '../descriptions.ts'
import { kindOf } from '../fields.ts'
import { topics } from '../topics.ts'
import { versionOf } from '../upcasters.ts'
import { eventTypes } from './dataSchema.ts'

const kinds: Readonly<Record<ReturnType<typeof kindOf>, string>> = {
  id: 'id, required',
  reference: 'id',
  text: 'text',
  day: 'date',
  instant: 'date and time',
  money: 'amount, decimal',
  minutes: 'minutes',
  anything: 'anything',
}

const doing = { input: 'read', output: 'written', both: 'read and written' }

/** docs/events.md. */
export function eventsPage(): string {
  return [
    '# Events',
    '',
    'Every event type of the catalogue; its topic has the same name. This page, the JSON Schemas and the AsyncAPI document',
    '([schemas/](schemas/asyncapi.json)) are written from [events/catalogue.ts](../events/catalogue.ts) by `npm run schemas`.',
    'Which other forms are accepted: [cabinet.md](cabinet.md#accepted-formats). How the catalogue may change:',
    '[schemas.md](schemas.md).',
    '',
    ...eventTypes.flatMap(section),
  ].join('\n')
}

function section(type: EventType): string[] {
  const { direction } = topics.find(({ name }) => name === type)!
  const fields = Object.entries(catalogue[type].properties)
  return [
    `## ${type}`,
    '',
    `${descriptions[type]} Version ${versionOf(type)}, ${doing[direction]}, key \`${fields[0]![0]}\`. [JSON Schema](schemas/${type}.json)`,
    '',
    '| field | |',
    '|---|---|',
    ...fields.map(([name, field]) => `| \`${name}\` | ${kinds[kindOf(field)]} |`),
    '',
  ]
}
