import { BrokerError } from '../../broker/brokerError.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { chromium } from './chromium.ts'
import { prometheus, promtool } from './prometheus.ts'

/**
 * Starts one Kafka for the whole run and tells the test processes through the environment: KAFKA_BROKERS, or
 * KAFKA_UNAVAILABLE with the reason, for which tests that need a broker are skipped. On CI that would be a green run
 * that tested little, so there it is a failure, as it is to lack the programs that some tests drive. TEST_BROKER=none
 * leaves Kafka out, for quick runs of pure tests.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  lookForPrograms()
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

function lookForPrograms(): void {
  const missing = Object.entries({ chromium, prometheus, promtool }).flatMap(([name, path]) =>
    path === null ? [name] : [],
  )
  if (missing.length === 0) return
  const said = `Not in PATH: ${missing.join(', ')} (Debian’s packages chromium and prometheus have them).`
  if (process.env.CI) throw new Error(said)
  console.error(`\n${said} Tests that need them are skipped.\n`)
}
