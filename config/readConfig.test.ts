import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { page } from './page.ts'
import { readConfig } from './readConfig.ts'

describe('readConfig', () => {
  test('an empty environment works, and stays on this machine', () => {
    expect(readConfig({})).toMatchObject({
      KAFKA_BROKERS: null,
      HOST: '127.0.0.1',
      PORT: 3000,
      STATE_DIR: 'data/state',
      APPLICATION_ID: 'cabinet',
      DEMO: true,
      FACTURATION: 'creation',
      PAYMENT_DAYS: 30,
      DEFAULT_TARIF: 20_000,
      MEMORY_BYTES: null,
      ALIASES: {},
    })
  })

  test('an empty variable counts as unset', () => {
    expect(readConfig({ PORT: ' ', KAFKA_BROKERS: '' })).toMatchObject({ PORT: 3000, KAFKA_BROKERS: null })
  })

  test('values have their types', () => {
    expect(readConfig({ OUTPUT_TYPES: 'facture.created=a.B$C, facture.paid=x' }).OUTPUT_TYPES).toEqual({
      'facture.created': 'a.B$C',
      'facture.paid': 'x',
    })
    const aliases = 'appointment.created=rendezvous.created, doctor.new=medecin.created'
    expect(
      readConfig({ DEMO: '0', DEFAULT_TARIF: '199.99', MEMORY_BYTES: '256m', ALIASES: aliases }),
    ).toMatchObject({
      DEMO: false,
      DEFAULT_TARIF: 19_999,
      MEMORY_BYTES: 268_435_456,
      ALIASES: { 'appointment.created': 'rendezvous.created', 'doctor.new': 'medecin.created' },
    })
    expect(readConfig({ ALIASES: 'english' }).ALIASES).toHaveProperty(
      ['calendar.slot.freed'],
      'creneau.libere',
    )
  })

  test('all that is wrong is told at once: variable, value, and what is allowed', () => {
    const wrong = { PORT: '70000', FACTURATION: 'never', ZONE: 'Mars/Base', KAFKA_BROKERS: 'nowhere' }
    const message = messageOf(() => readConfig(wrong))
    expect(message).toContain('PORT=70000   allowed: a whole number from 1 to 65535')
    expect(message).toContain('FACTURATION=never   allowed: creation or realisation')
    expect(message).toContain('ZONE=Mars/Base   allowed: a zone of the tz database')
    expect(message).toContain('KAFKA_BROKERS=nowhere   allowed: host:port')
  })

  test.each([
    ['HOST', 'http://x/'],
    ['APPLICATION_ID', 'a b'],
    ['APPLICATION_ID', 'cabinet.g2'],
    ['GENERATION', '0'],
    ['DEMO', 'maybe'],
    ['DEMO_RATE', '-1'],
    ['MEMORY_BYTES', '1t'],
    ['DISK_LOW_BYTES', '-1'],
    ['COMMIT_INTERVAL_MS', '1.5'],
    ['SESSION_TIMEOUT_MS', '10'],
    ['DEFAULT_TARIF', '-5'],
    ['ALIASES', 'x=no.such.type'],
    ['OUTPUT_FORMAT', 'avro'],
    ['CORS_ORIGINS', 'https://cabinet.example.org/'],
    ['CORS_ORIGINS', '*'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['OIDC_ALGORITHMS', 'RS256,HS256'],
    ['OIDC_ALGORITHMS', 'none'],
    ['OIDC_ROLES', 'secretariat'],
    ['OUTPUT_TYPE_HEADER', 'a b'],
    ['OUTPUT_TYPES', 'no.such.type=x'],
    ['OUTPUT_TYPES', 'facture.created'],
    ['LOG_LEVEL', 'loud'],
    ['KAFKA_PORT', '80'],
    ['KAFKA_HEAP', '1'],
  ])('%s=%s is refused', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name}=${value}   allowed: `)
  })

  test.each([
    ['SCHEMA_REGISTRY_URL', 'user:password@registry:8081'],
    ['INTERNAL_SECRET', 'too short'],
    ['CABINET_KEY', 'two words'],
    ['WEBHOOK_SECRET', 'short'],
    ['SMTP_URL', 'user:password@host'],
  ])('%s is refused, and not shown', (name, value) => {
    const message = messageOf(() => readConfig({ [name]: value }))
    expect(message).toContain(`${name}=…   allowed: `)
    expect(message).not.toContain(value)
  })

  test('docs/configuration.md is the table', () => {
    const file = join(import.meta.dirname, '..', 'docs', 'configuration.md')
    expect(readFileSync(file, 'utf8'), 'node config/writePage.ts writes it').toBe(page())
  })
})

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
