import { BrokerError, WayClosed } from './brokerError.ts'
import { lostBroker } from './messages.ts'
import { askPort } from './portAnswer.ts'
import type { RunningBroker } from './runningBroker.ts'
import { until } from './until.ts'
import type { Way } from './way.ts'

/** KAFKA_BROKERS: somebody else's Kafka, used as it is. */
export const configuredBroker: Way = {
  how: 'configured',
  async open({ settings }): Promise<RunningBroker> {
    const { brokers } = settings
    if (brokers === undefined) throw new WayClosed('')
    await mustBeReachable(brokers)
    return {
      brokers,
      how: 'configured',
      description: `the Kafka at ${brokers.join(', ')} (KAFKA_BROKERS)`,
      stop: async () => undefined,
    }
  },
}

/**
 * One of them must accept a connection, within ten seconds, since it may be starting beside us. Accept, not answer: a
 * TLS or SASL listener does not answer a plain question.
 */
async function mustBeReachable(brokers: readonly string[]): Promise<void> {
  const oneAccepts = async () => {
    const answers = await Promise.all(brokers.map(address => askPort(...hostAndPort(address))))
    return answers.some(answer => answer.kind !== 'closed')
  }
  if (!(await until(oneAccepts, { within: 10_000, every: 500 })))
    throw new BrokerError(lostBroker(brokers.join(',')))
}

function hostAndPort(address: string): [string, number] {
  const colon = address.lastIndexOf(':')
  return [address.slice(0, colon).replace(/^\[|\]$/g, ''), Number(address.slice(colon + 1))]
}
