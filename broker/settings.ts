import { BrokerError } from './brokerError.ts'
import { badSetting } from './messages.ts'
import type { How } from './runningBroker.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the environment says about the broker, checked. */
export interface Settings {
  /** KAFKA_BROKERS: use these, start nothing. */
  readonly brokers: string[] | undefined
  /** KAFKA_PORT: where a broker of ours listens; its controller takes the port after it. */
  readonly port: number
  /** KAFKA_HEAP: Java heap of a broker of ours. */
  readonly heapMegabytes: number
  /** KAFKA_HOW: only this way, where the machine has several. */
  readonly only: How | undefined
  /** KAFKA_JMX_PORT: where a Java process of ours tells its figures, on this machine only. */
  readonly jmxPort: number | undefined
}

export function readSettings(environment: Environment): Settings {
  return {
    brokers: brokerList(environment.KAFKA_BROKERS),
    port: port('KAFKA_PORT', environment.KAFKA_PORT || '29092'),
    heapMegabytes: heap(environment.KAFKA_HEAP || '768m'),
    only: way(environment.KAFKA_HOW || undefined),
    jmxPort: environment.KAFKA_JMX_PORT ? port('KAFKA_JMX_PORT', environment.KAFKA_JMX_PORT) : undefined,
  }
}

function brokerList(text: string | undefined): string[] | undefined {
  const brokers = (text ?? '').split(',').map(entry => entry.trim())
  const named = brokers.filter(entry => entry !== '')
  const wrong = named.find(entry => !/^(\[[0-9a-f:]+\]|[^:\s]+):\d+$/i.test(entry))
  if (wrong) throw new BrokerError(badSetting('KAFKA_BROKERS', wrong, 'each entry is host:port'))
  return named.length > 0 ? named : undefined
}

function port(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1024 && value < 65535) return value
  throw new BrokerError(badSetting(name, text, 'a port from 1024 to 65534 is wanted'))
}

function heap(text: string): number {
  const [, digits, unit] = /^(\d+)([mg])$/i.exec(text) ?? []
  const megabytes = Number(digits) * (unit?.toLowerCase() === 'g' ? 1024 : 1)
  if (megabytes >= 256) return megabytes
  throw new BrokerError(badSetting('KAFKA_HEAP', text, 'write it like 768m or 1g, 256m at least'))
}

function way(text: string | undefined): How | undefined {
  if (text === undefined || text === 'docker' || text === 'jvm') return text
  throw new BrokerError(badSetting('KAFKA_HOW', text, 'docker or jvm'))
}
