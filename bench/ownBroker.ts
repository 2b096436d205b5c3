import { BrokerError } from '../broker/brokerError.ts'
import type { RunningBroker } from '../broker/runningBroker.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'

/** A fresh broker that can be killed; where there is no Java, one in a container; or the one that is named. */
export async function ownBroker(named: string | null): Promise<RunningBroker> {
  if (named !== null) return startTestBroker({ environment: { ...process.env, KAFKA_BROKERS: named } })
  try {
    return await startTestBroker({ own: true })
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error
    return startTestBroker()
  }
}
