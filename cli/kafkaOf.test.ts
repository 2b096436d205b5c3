import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../config/readConfig.ts'
import { kafkaLoginOf } from './kafkaOf.ts'
import { type Certificates, certificates, noCertificates } from './test/certificates.ts'

const loginBy = (environment: Readonly<Record<string, string>>) =>
  kafkaLoginOf(readConfig({ KAFKA_BROKERS: 'kafka:9093', ...environment }))
const scram = {
  KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
  KAFKA_SASL_USERNAME: 'cabinet',
  KAFKA_SASL_PASSWORD: 'secret',
}

describe('how Kafka is asked', () => {
  test('is in the open unless it is said otherwise', () => {
    expect(loginBy({})).toEqual({})
    expect(kafkaLoginOf(readConfig({}))).toEqual({})
  })

  test('is by name and password, over TLS', () => {
    expect(loginBy({ KAFKA_TLS: '1', ...scram })).toEqual({
      tls: { minVersion: 'TLSv1.2' },
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'cabinet', password: 'secret' },
    })
  })

  test.each([
    [{ KAFKA_TLS_CA: 'ca.pem' }, 'count with KAFKA_TLS=1 only'],
    [{ KAFKA_TLS: '1', KAFKA_TLS_CERT: 'cert.pem' }, 'KAFKA_TLS_CERT and KAFKA_TLS_KEY belong together'],
    [{ KAFKA_TLS: '1', KAFKA_TLS_CA: '/nowhere.pem' }, 'KAFKA_TLS_CA cannot be used: ENOENT'],
    [{ KAFKA_TLS: '1', KAFKA_TLS_CA: 'package.json' }, 'KAFKA_TLS_CA cannot be used: '],
    [{ ...scram, KAFKA_SASL_PASSWORD: '' }, 'belong together'],
    [{ ...scram, KAFKA_SASL_MECHANISM: '' }, 'belong together'],
    [{ ...scram, KAFKA_SASL_MECHANISM: 'PLAIN' }, 'KAFKA_SASL_MECHANISM=PLAIN needs KAFKA_TLS=1'],
    [{ ...scram, KAFKA_BROKERS: '' }, 'of the Kafka that KAFKA_BROKERS names'],
  ])('%o is refused', (environment, why) => {
    expect(() => loginBy(environment)).toThrow(why)
  })

  describe.skipIf(noCertificates !== null)('with files', () => {
    let files: Certificates
    beforeAll(() => {
      files = certificates()
    })
    afterAll(() => rmSync(files.folder, { recursive: true }))

    test('has what is in them', () => {
      const { tls } = loginBy({
        KAFKA_TLS: '1',
        KAFKA_TLS_CA: files.ca,
        KAFKA_TLS_CERT: files.cert,
        KAFKA_TLS_KEY: files.key,
      })
      expect(tls).toMatchObject({
        ca: expect.stringContaining('BEGIN CERTIFICATE'),
        cert: expect.stringContaining('BEGIN CERTIFICATE'),
        key: expect.stringContaining('PRIVATE KEY'),
      })
    })
  })
})
