import { connectKafka, type Kafka } from 'millrace'
import type { KafkaOptions } from 'millrace/wire'
import type { SecuredCluster } from './securedCluster.ts'

/** How somebody who is no operator comes in, and whether he should get in. */
interface WayIn {
  readonly name: string
  readonly options: Pick<KafkaOptions, 'tls' | 'sasl'>
  /** What he is told; null: he gets in. */
  readonly refusal: RegExp | null
}

/** Tries the ways in; what was otherwise than it should be, a line each. */
export async function tryWaysIn(cluster: SecuredCluster): Promise<readonly string[]> {
  const tls = { ca: cluster.secret('ca.pem') }
  const password = cluster.secret('cabinet-password')
  const scram = { mechanism: 'SCRAM-SHA-512', username: 'cabinet', password } as const
  const plain = { mechanism: 'PLAIN', username: 'plain', password: cluster.secret('password') } as const
  const ways: readonly WayIn[] = [
    { name: 'SCRAM-SHA-512', options: { tls, sasl: scram }, refusal: null },
    {
      name: 'SCRAM-SHA-256',
      options: { tls, sasl: { ...scram, mechanism: 'SCRAM-SHA-256' } },
      refusal: null,
    },
    { name: 'PLAIN', options: { tls, sasl: plain }, refusal: null },
    {
      name: 'a wrong password',
      options: { tls, sasl: { ...scram, password: 'wrong' } },
      refusal: /SASL_AUTHENTICATION_FAILED/,
    },
    {
      name: 'nobody that is known',
      options: { tls, sasl: { ...scram, username: 'nobody' } },
      refusal: /SASL_AUTHENTICATION_FAILED/,
    },
    { name: 'TLS without a login', options: { tls }, refusal: /No answer from Kafka/ },
    { name: 'a login without TLS', options: { sasl: scram }, refusal: /No answer from Kafka/ },
    {
      name: 'an authority that is not trusted',
      options: { tls: {}, sasl: scram },
      refusal: /certificate|self-signed|verify/i,
    },
  ]
  const wrong = await Promise.all(ways.map(way => tried(cluster, way)))
  return wrong.filter(each => each !== null)
}

async function tried(cluster: SecuredCluster, { name, options, refusal }: WayIn): Promise<string | null> {
  let kafka: Kafka | null = null
  try {
    kafka = await connectKafka({
      ...options,
      brokers: cluster.brokers,
      clientId: 'ways-in',
      requestTimeoutMs: 5_000,
    })
    const { brokers } = await kafka.metadata([])
    return refusal === null && brokers.length > 0 ? null : `${name}: got in`
  } catch (error) {
    const said = (error as Error).message
    return refusal?.test(said) ? null : `${name}: ${said}`
  } finally {
    await kafka?.close()
  }
}
