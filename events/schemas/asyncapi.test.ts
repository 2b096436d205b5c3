import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Ajv, { type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { auditTopic, topics } from '../topics.ts'
import { asyncapi } from './asyncapi.ts'
import { eventTypes } from './dataSchema.ts'

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

  test('says of every topic of events, and of the audit trail, whether it is read or written', () => {
    const said = Object.values(document.operations).map(({ action, channel }) => [action, channel.$ref])
    const done = topics
      .filter(({ name }) => [...eventTypes, auditTopic].some(each => each === name))
      .flatMap(({ name, direction }) => [
        ...(direction === 'output' ? [] : [['receive', `#/channels/${name}`]]),
        ...(direction === 'input' ? [] : [['send', `#/channels/${name}`]]),
      ])
    expect(said).toEqual(done)
  })
})
