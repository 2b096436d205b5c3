import { AuthenticationError, NetworkError, ResponseError, TimeoutError } from '@platformatic/kafka'
import { describe, expect, test } from 'vitest'
import { KafkaUnreachable } from './kafkaError.ts'
import { answerOf, translateError } from './libraryError.ts'
import { errorName, kafkaErrorOf } from './protocolError.ts'

describe('errors of the library', () => {
  test('that carry an answer become KafkaError', () => {
    const error = new ResponseError(22, 4, { '/': [90, 'taken over'] }, {})
    expect(translateError(error, 'test', 'unknown')).toMatchObject({
      name: 'KafkaError',
      code: 90,
      kafkaName: 'PRODUCER_FENCED',
      retriable: false,
      message: 'Kafka refused test: PRODUCER_FENCED (90): taken over',
    })
  })

  test('of a lost connection become KafkaUnreachable and keep the cause', () => {
    const cause = new Error('read ECONNRESET')
    const lost = translateError(new NetworkError('Connection error', { cause }), 'test', 'unknown')
    expect(lost).toMatchObject({ name: 'KafkaUnreachable', outcome: 'unknown', cause })
    expect(translateError(new TimeoutError('late'), 'test', 'not-sent')).toBeInstanceOf(KafkaUnreachable)
  })

  test('of a refused login are an answer, not a lost connection', () => {
    const cause = new AuthenticationError('SASL authentication failed.')
    const refused = translateError(new NetworkError('Connection failed.', { cause }), 'test', 'not-sent')
    expect(refused).toMatchObject({ name: 'KafkaError', kafkaName: 'SASL_AUTHENTICATION_FAILED' })
  })

  test('of a connection that is lost while it logs in are of a lost connection', () => {
    const lost = new NetworkError('Connection closed')
    const login = new AuthenticationError('Cannot find a suitable SASL mechanism.', { cause: lost })
    const failed = new NetworkError('Connection to kafka-1:9093 failed.', { cause: login })
    expect(translateError(failed, 'test', 'not-sent')).toMatchObject({
      name: 'KafkaUnreachable',
      outcome: 'not-sent',
      message: 'No answer from Kafka to test: Connection closed',
    })
  })

  test('of a mechanism that the brokers do not have are an answer', () => {
    const answer = new ResponseError(17, 1, { '/': [33, null] }, {})
    const login = new AuthenticationError('Cannot find a suitable SASL mechanism.', { cause: answer })
    const refused = translateError(new NetworkError('failed', { cause: login }), 'test', 'not-sent')
    expect(refused).toMatchObject({ name: 'KafkaError', kafkaName: 'SASL_AUTHENTICATION_FAILED' })
  })

  test('that are bugs stay what they are', () => {
    const bug = new RangeError('Expected a UUID')
    expect(translateError(bug, 'test', 'unknown')).toBe(bug)
  })

  test('give up the answer they hide', async () => {
    const answer = { topics: [] }
    expect(await answerOf(Promise.reject(new ResponseError(3, 12, { '/': [3, null] }, answer)))).toBe(answer)
    await expect(answerOf(Promise.reject(new NetworkError('x')))).rejects.toBeInstanceOf(NetworkError)
  })

  test('codes have names, those the library does not know too', () => {
    expect([0, 47, 130, 9_999].map(errorName)).toEqual([
      null,
      'INVALID_PRODUCER_EPOCH',
      'STREAMS_INVALID_TOPOLOGY',
      'ERROR_9999',
    ])
    expect(kafkaErrorOf(51, 'test').retriable).toBe(true)
    expect(kafkaErrorOf(132, 'test').retriable).toBe(false)
  })
})
