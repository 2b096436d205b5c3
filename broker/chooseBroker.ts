import { BrokerError, WayClosed } from './brokerError.ts'
import { noWay } from './messages.ts'
import type { RunningBroker } from './runningBroker.ts'
import type { Search, Way } from './way.ts'

/** Goes the ways in their order until one is open. When none is, the message has every way's reason. */
export async function chooseBroker(search: Search, ways: readonly Way[]): Promise<RunningBroker> {
  const { only } = search.settings
  const closed: string[] = []
  for (const way of ways) {
    if (only !== undefined && way.how !== only && way.how !== 'configured') continue
    try {
      return await way.open(search)
    } catch (error) {
      if (!(error instanceof WayClosed)) throw error
      if (error.message !== '') closed.push(error.message)
    }
  }
  throw new BrokerError(noWay(closed))
}
