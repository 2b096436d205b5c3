import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** The broker is shut down in order and comes back. */
export const restartBroker: Fault = {
  name: 'SIGTERM of the broker, restarted',
  needsBroker: true,
  async inject({ broker, random }) {
    await broker!.shutDown()
    await sleep(random.between(0, 3000))
    await broker!.restart()
  },
}
