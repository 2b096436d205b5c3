import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Ajv, { type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { encode, type OutgoingEvent } from '../encode.ts'
import { topics } from '../topics.ts'
import { asyncapi } from './asyncapi.ts'
import { eventTypes } from './dataSchema.ts'
import { eventSchema } from './eventSchema.ts'

const specification = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json')

function validator(schema: object): ValidateFunction {
  // Both packages are CommonJS: their default is the module's.
  const ajv = new Ajv.default({ strict: false, allErrors: true, validateFormats: true })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

describe('the AsyncAPI document', () => {
  const document = asyncapi()

  test('is one, by the specification’s own schema', () => {
    const validate = validator(JSON.parse(readFileSync(specification, 'utf8')))
    validate(document)
    expect(validate.errors ?? []).toEqual([])
    // The schema does notice.
    expect(validate({ ...document, channels: { x: { address: 5 } } })).toBe(false)
  })

  test('has references that lead somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    )
    expect(references.length).toBeGreaterThan(2 * eventTypes.length)
    const leads = (path: string) =>
      path
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)
    expect(references.filter(path => leads(path) === undefined)).toEqual([])
  })

  test('says of every topic of events whether it is read or written', () => {
    const said = Object.values(document.operations).map(({ action, channel }) => [action, channel.$ref])
    const done = topics
      .filter(({ name }) => eventTypes.some(type => type === name))
      .flatMap(({ name, direction }) => [
        ...(direction === 'output' ? [] : [['receive', `#/channels/${name}`]]),
        ...(direction === 'input' ? [] : [['send', `#/channels/${name}`]]),
      ])
    expect(said).toEqual(done)
  })
})

test('what is written is what its JSON Schema says', () => {
  const event: OutgoingEvent = {
    type: 'facture.created',
    eventId: 'e1',
    time: Date.UTC(2026, 3, 20),
    data: {
      factureId: 'F1',
      consultationId: 'C1',
      rendezVousId: 'R1',
      patientId: 'P1',
      montantCentimes: 35050,
      statut: 'EMISE',
    },
  }
  const validate = validator(eventSchema(event.type))
  const written = JSON.parse(encode(event))
  expect([validate(written), validate.errors]).toEqual([true, null])
  expect(validate({ ...written, data: { ...written.data, montant: '350.50' } })).toBe(false)
})
