import type { ConnectionOptions } from '@platformatic/kafka'

/** How to reach a cluster. */
export interface KafkaOptions {
  /** Where to ask first, each `host:port`. The others are learnt from them. */
  readonly brokers: readonly string[]
  /** Shows in the brokers' logs, metrics and quotas. */
  readonly clientId: string
  /** For a whole operation, retries and reconnects included. */
  readonly requestTimeoutMs?: number
  readonly connectTimeoutMs?: number
  /** As for `tls.connect`; an empty object for TLS with the defaults. */
  readonly tls?: NonNullable<ConnectionOptions['tls']>
  readonly sasl?: NonNullable<ConnectionOptions['sasl']>
}

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** The same, checked and complete. */
export interface CheckedOptions {
  readonly bootstrap: readonly HostPort[]
  readonly clientId: string
  readonly requestTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly tls: KafkaOptions['tls']
  readonly sasl: KafkaOptions['sasl']
}

/** Throws a TypeError that names the option. */
export function checkKafkaOptions(options: KafkaOptions): CheckedOptions {
  if (!Array.isArray(options.brokers) || options.brokers.length === 0) {
    throw new TypeError("KafkaOptions.brokers must name at least one broker, such as ['localhost:9092']")
  }
  if (typeof options.clientId !== 'string' || options.clientId === '') {
    throw new TypeError('KafkaOptions.clientId must be a text that is not empty')
  }
  return {
    bootstrap: options.brokers.map(parseBroker),
    clientId: options.clientId,
    requestTimeoutMs: milliseconds('requestTimeoutMs', options.requestTimeoutMs, 30_000),
    connectTimeoutMs: milliseconds('connectTimeoutMs', options.connectTimeoutMs, 5_000),
    tls: options.tls,
    sasl: options.sasl,
  }
}

function parseBroker(broker: string): HostPort {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s/]+)):(\d+)$/.exec(String(broker).trim())
  const port = Number(match?.[3])
  if (!match || port < 1 || port > 65_535) {
    throw new TypeError(`KafkaOptions.brokers: '${broker}' is not host:port`)
  }
  return { host: (match[1] ?? match[2])!, port }
}

function milliseconds(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (!Number.isFinite(value) || value <= 0) {
    throw new TypeError(`KafkaOptions.${name} must be a positive number of milliseconds, not ${value}`)
  }
  return value
}
