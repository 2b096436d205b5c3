import { BrokerError } from '../../broker/brokerError.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'

/**
 * Starts one Kafka for the whole run and tells the test processes through the environment: KAFKA_BROKERS, or
 * KAFKA_UNAVAILABLE with the reason, for which tests that need a broker are skipped. On CI that would be a green run
 * that tested little, so there it is a failure. TEST_BROKER=none leaves Kafka out, for quick runs of pure tests.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_BROKER === 'none') return unavailable('TEST_BROKER=none')
  try {
    const broker = await startTestBroker()
    console.error(`Tests use ${broker.description}.`)
    process.env.KAFKA_BROKERS = broker.brokers.join(',')
    return () => broker.stop()
  } catch (error) {
    if (!(error instanceof BrokerError) || process.env.CI) throw error
    console.error(`\n${error.message}\n\nTests that need Kafka are skipped.\n`)
    return unavailable(error.message)
  }
}

function unavailable(reason: string): undefined {
  delete process.env.KAFKA_BROKERS
  process.env.KAFKA_UNAVAILABLE = reason
}
