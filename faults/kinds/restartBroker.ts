import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { needsBroker } from './needsBroker.ts'

/** The broker is shut down in order in the middle of transactions, and comes back. */
export const restartBroker: Fault = {
  name: 'broker-restart',
  hits: 'everyone',
  obstacle: needsBroker,
  async inject({ broker, random }) {
    await broker!.shutDown()
    await sleep(random.between(0, 3000))
    await broker!.restart()
  },
}
