import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kafkaImage, kafkaVersion } from './kafkaVersion.ts'
import {
  commonProperties,
  containerEnvironment,
  propertiesFile,
  serverProperties,
} from './serverProperties.ts'

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, '..', ...path), 'utf8')

describe('server properties', () => {
  test('every listener is on loopback', () => {
    const { listeners, ...rest } = serverProperties({ port: 1, controllerPort: 2, logs: '/logs' })
    expect(listeners).toBe('PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2')
    expect(rest['advertised.listeners']).toBe('PLAINTEXT://127.0.0.1:1')
  })

  test('a Windows path survives the reading of java.util.Properties', () => {
    expect(propertiesFile({ 'log.dirs': 'C:\\kafka', a: '1' })).toBe('log.dirs=C:\\\\kafka\na=1\n')
  })

  test('the container gets the same settings under its own names', () => {
    expect(containerEnvironment({ 'group.streams.session.timeout.ms': '6000' })).toEqual({
      KAFKA_GROUP_STREAMS_SESSION_TIMEOUT_MS: '6000',
    })
  })
})

describe('one Kafka everywhere', () => {
  test('docker-compose.yml has the image and every common property', () => {
    const compose = read('docker-compose.yml')
    expect(compose).toContain(`image: ${kafkaImage}`)
    for (const [name, value] of Object.entries(containerEnvironment(commonProperties))) {
      expect(compose).toContain(`${name}: "${value}"\n`)
    }
  })

  test('broker/pom.xml has the version', () => {
    expect(read('broker', 'pom.xml')).toContain(`<kafka.version>${kafkaVersion}</kafka.version>`)
  })
})
