import { describe, expect, test } from 'vitest'
import { checkKafkaOptions } from './kafkaOptions.ts'

describe('KafkaOptions', () => {
  test('are completed', () => {
    expect(
      checkKafkaOptions({ brokers: ['kafka-1:9092', ' 10.0.0.1:9093', '[::1]:9094'], clientId: 'c' }),
    ).toMatchObject({
      bootstrap: [
        { host: 'kafka-1', port: 9092 },
        { host: '10.0.0.1', port: 9093 },
        { host: '::1', port: 9094 },
      ],
      clientId: 'c',
      requestTimeoutMs: 30_000,
      connectTimeoutMs: 5_000,
    })
  })

  test.for(['localhost', 'localhost:', ':9092', 'a b:1', 'host:70000', 'host:0', 'kafka://host:9092', ''])(
    'refuse the broker %j by its name',
    broker => {
      expect(() => checkKafkaOptions({ brokers: [broker], clientId: 'c' })).toThrow(
        `'${broker}' is not host:port`,
      )
    },
  )

  test('refuse what is missing or makes no sense, and say which', () => {
    expect(() => checkKafkaOptions({ brokers: [], clientId: 'c' })).toThrow(/brokers must name/)
    expect(() => checkKafkaOptions({ brokers: ['a:1'], clientId: '' })).toThrow(/clientId/)
    expect(() => checkKafkaOptions({ brokers: ['a:1'], clientId: 'c', requestTimeoutMs: 0 })).toThrow(
      /requestTimeoutMs/,
    )
    expect(() =>
      checkKafkaOptions({ brokers: ['a:1'], clientId: 'c', connectTimeoutMs: Number.NaN }),
    ).toThrow(/connectTimeoutMs/)
  })
})
