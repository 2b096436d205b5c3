import { StreamsError } from 'millrace'
import { expect, test } from 'vitest'
import { ConfigError } from '../config/configError.ts'
import { describeError } from './describeError.ts'

test('what was written for people is shown without a stack, an engine’s error with its remedy', () => {
  expect(describeError(new ConfigError([{ name: 'PORT', value: 'x', allowed: 'a port' }]))).not.toContain(
    'at ',
  )
  expect(describeError(new StreamsError('FENCED', 'Two of us.'))).toMatch(
    /^Two of us\.\nFENCED: .*Stop one of the two/,
  )
})

test('a mistake of ours keeps its stack', () => {
  expect(describeError(new TypeError('x is undefined'))).toContain('describeError.test.ts')
})

test('what Kafka does not allow is told with where it is said', () => {
  const refused = (name: string) =>
    Object.assign(new Error(`Kafka refused create topics: ${name}`), { name: 'KafkaError' })
  expect(describeError(refused('TOPIC_AUTHORIZATION_FAILED (29)'))).toMatch(/\n.*docs\/production\.md/)
  expect(describeError(refused('SASL_AUTHENTICATION_FAILED (58)'))).toMatch(/\nKAFKA_SASL_MECHANISM, /)
  expect(describeError(refused('UNKNOWN_SERVER_ERROR (-1)'))).toMatch(/\nKafka must be reachable/)
})
