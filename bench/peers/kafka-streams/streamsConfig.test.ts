import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kafkaVersion } from '../../../broker/kafkaVersion.ts'
import { streamsConfig } from './streamsConfig.ts'

const place = {
  brokers: ['a:1', 'b:2'],
  applicationId: 'app',
  stateDir: '/state',
  outputs: { consultations: 'c', factures: 'f' },
  logFile: '/log',
}

test('exactly once at its best, where it is put', () => {
  expect(streamsConfig(place, {})).toMatchObject({
    'application.id': 'app',
    'bootstrap.servers': 'a:1,b:2',
    'state.dir': '/state',
    'processing.guarantee': 'exactly_once_v2',
    'commit.interval.ms': '100',
    'statestore.cache.max.bytes': '0',
    'main.consumer.group.instance.id': 'app',
  })
})

test('what is given replaces what is there', () => {
  const config = streamsConfig(place, { 'num.stream.threads': '3', 'statestore.cache.max.bytes': '10485760' })
  expect(config).toMatchObject({ 'num.stream.threads': '3', 'statestore.cache.max.bytes': '10485760' })
})

test('with the streams protocol it is no static member: Kafka Streams would refuse to start', () => {
  expect(streamsConfig(place, { 'group.protocol': 'streams' })).not.toHaveProperty(
    'main.consumer.group.instance.id',
  )
})

test('it is of the same version as the broker', () => {
  expect(readFileSync(join(import.meta.dirname, 'pom.xml'), 'utf8')).toContain(
    `<kafka.version>${kafkaVersion}</kafka.version>`,
  )
})
