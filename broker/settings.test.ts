import { describe, expect, test } from 'vitest'
import { readSettings } from './settings.ts'

describe('readSettings', () => {
  test('an empty environment gives the defaults', () => {
    expect(readSettings({})).toEqual({
      brokers: undefined,
      port: 29092,
      heapMegabytes: 768,
      only: undefined,
      jmxPort: undefined,
    })
  })

  test('brokers are split and trimmed; an empty variable counts as unset', () => {
    expect(readSettings({ KAFKA_BROKERS: 'a:9092, [::1]:9093' }).brokers).toEqual(['a:9092', '[::1]:9093'])
    expect(readSettings({ KAFKA_BROKERS: '' }).brokers).toBeUndefined()
  })

  test('heap in megabytes and gigabytes', () => {
    expect(readSettings({ KAFKA_HEAP: '512M' }).heapMegabytes).toBe(512)
    expect(readSettings({ KAFKA_HEAP: '2g' }).heapMegabytes).toBe(2048)
  })

  test.each([
    ['KAFKA_BROKERS', 'localhost'],
    ['KAFKA_BROKERS', 'kafka://a:9092'],
    ['KAFKA_PORT', 'abc'],
    ['KAFKA_PORT', '80'],
    ['KAFKA_PORT', '65535'],
    ['KAFKA_HEAP', '768'],
    ['KAFKA_HEAP', '64m'],
    ['KAFKA_HOW', 'podman'],
    ['KAFKA_JMX_PORT', '65535'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(`${name}=${value} cannot be used`)
  })
})
