import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { upcasters } from '../upcasters.ts'
import { breaches, currentRelease, type Release } from './release.ts'
import { releasePath, schemaFiles } from './schemaFiles.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('what is written from the catalogue', () => {
  test.each([...schemaFiles()])('%s is current', (path, text) => {
    expect(read(path), '`npm run schemas` writes it').toBe(text)
  })

  test('is all that lies there', () => {
    const files = globSync('docs/schemas/*', { cwd: root }).map(path => path.replaceAll('\\', '/'))
    expect(files.filter(path => !schemaFiles().has(path))).toEqual([releasePath])
  })
})

test('the catalogue keeps what its last release promised', () => {
  const released = JSON.parse(read(releasePath)) as Release
  expect(breaches(released, currentRelease())).toEqual([])
})

describe('a change of the catalogue', () => {
  const released = currentRelease()
  const type = 'patient.created'
  const { data, version } = released[type]!
  const { patientId, nom, ...others } = data.properties
  const changed = (properties: object, required = data.required, at = version): Release => ({
    ...released,
    [type]: { version: at, data: { ...data, properties: properties as never, required } },
  })
  const text = { type: ['string', 'null'] }

  test('that adds an optional field, or an event, passes', () => {
    expect(breaches(released, changed({ ...data.properties, surnom: text }))).toEqual([])
    expect(breaches(released, { ...released, 'patient.merged': released[type]! })).toEqual([])
  })

  test.each<[string, Release, RegExp]>([
    [
      'removes an event',
      { ...released, [type]: undefined as never },
      /was removed, and others write or read its topic/,
    ],
    ['removes a field', changed({ patientId, ...others }), /"nom" was removed/],
    [
      'adds a required field',
      changed({ ...data.properties, cin: text }, ['patientId', 'cin']),
      /"cin" is new and required/,
    ],
    ['requires a field', changed(data.properties, ['patientId', 'nom']), /"nom" is required now/],
    ['requires one no more', changed(data.properties, []), /"patientId" is required no more/],
    [
      'narrows a type',
      changed({ ...data.properties, nom: { ...text, maxLength: 40 } }),
      /"nom" was .* and is /,
    ],
    ['changes a type', changed({ ...data.properties, nom: { type: 'string' } }), /"nom" was .* and is /],
    ['changes the key', changed({ nom, patientId, ...others }), /its key was "patientId" and is "nom"/],
  ])('that %s is refused, with what to do', (_, now, said) => {
    const [breach, ...more] = breaches(released, now)
    expect(breach).toMatch(said)
    expect(more).toEqual([])
    if (now[type])
      expect(breach).toMatch(/version to 2\.0 and an upcaster \{ before: '2\.0' \}.*events\/upcasters\.ts/)
  })

  test('passes as a new major version with an upcaster, and not with the one alone', () => {
    const fields = { patientId, ...others }
    const upcast = { ...upcasters, [type]: [{ before: '2.0', upcast: (old: object) => ({ ...old }) }] }
    expect(breaches(released, changed(fields, data.required, '2.0'), upcast)).toEqual([])
    expect(breaches(released, changed(fields, data.required, '2.0'))).toEqual([
      expect.stringMatching(/or set an upcaster \{ before: '2\.0' \}/),
    ])
    expect(breaches(released, changed(fields), upcast)).toEqual([
      expect.stringMatching(/or set its version to 2\.0 in/),
    ])
  })
})
