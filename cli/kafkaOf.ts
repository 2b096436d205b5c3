import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { connectKafka } from 'millrace'
import type { Kafka, KafkaOptions } from 'millrace/wire'
import type { Config } from '../config/readConfig.ts'
import { root } from './root.ts'
import { StartError } from './startError.ts'

export type KafkaLogin = Pick<KafkaOptions, 'tls' | 'sasl'>

/** The cabinet's Kafka, over TLS and by name and password where the configuration says so. Throws as `kafkaLoginOf` and `connectKafka` do. */
export const kafkaOf = (config: Config, options: Omit<KafkaOptions, 'tls' | 'sasl'>): Promise<Kafka> =>
  connectKafka({ ...options, ...kafkaLoginOf(config) })

/** How Kafka is asked. Throws StartError, with the way out, for what cannot be used. */
export function kafkaLoginOf(config: Config): KafkaLogin {
  const tls = tlsOf(config)
  const sasl = saslOf(config)
  if ((tls || sasl) && config.KAFKA_BROKERS === null)
    throw new StartError(
      'KAFKA_TLS and KAFKA_SASL_… are of the Kafka that KAFKA_BROKERS names: one that is started here has neither.',
    )
  return { ...(tls && { tls }), ...(sasl && { sasl }) }
}

function tlsOf(config: Config): KafkaOptions['tls'] {
  const { KAFKA_TLS, KAFKA_TLS_CA, KAFKA_TLS_CERT, KAFKA_TLS_KEY } = config
  if (!KAFKA_TLS) {
    if (KAFKA_TLS_CA === null && KAFKA_TLS_CERT === null && KAFKA_TLS_KEY === null) return undefined
    throw new StartError('KAFKA_TLS_CA, KAFKA_TLS_CERT and KAFKA_TLS_KEY count with KAFKA_TLS=1 only.')
  }
  if ((KAFKA_TLS_CERT === null) !== (KAFKA_TLS_KEY === null))
    throw new StartError('KAFKA_TLS_CERT and KAFKA_TLS_KEY belong together: a certificate and its key.')
  const ca = fileOf('KAFKA_TLS_CA', KAFKA_TLS_CA, text => new X509Certificate(text))
  const cert = fileOf('KAFKA_TLS_CERT', KAFKA_TLS_CERT, text => new X509Certificate(text))
  const key = fileOf('KAFKA_TLS_KEY', KAFKA_TLS_KEY)
  return { minVersion: 'TLSv1.2', ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
}

function saslOf(config: Config): KafkaOptions['sasl'] {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } = config
  if (mechanism === null && KAFKA_SASL_USERNAME === null && KAFKA_SASL_PASSWORD === null) return undefined
  if (mechanism === 'PLAIN' && !config.KAFKA_TLS)
    throw new StartError(
      'KAFKA_SASL_MECHANISM=PLAIN needs KAFKA_TLS=1: else the password could be read on its way. SCRAM-SHA-512 does not send it.',
    )
  if (mechanism !== null && KAFKA_SASL_USERNAME !== null && KAFKA_SASL_PASSWORD !== null)
    return { mechanism, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD }
  throw new StartError('KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD belong together.')
}

function fileOf(name: string, path: string | null, check?: (text: string) => unknown): string | null {
  if (path === null) return null
  try {
    const text = readFileSync(resolve(root, path), 'utf8')
    check?.(text)
    return text
  } catch (error) {
    throw new StartError(`${name} cannot be used: ${(error as Error).message}.`)
  }
}
