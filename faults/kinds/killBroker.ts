import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { needsBroker } from './needsBroker.ts'

/** The broker is killed in the middle of transactions, and comes back. */
export const killBroker: Fault = {
  name: 'broker-kill',
  hits: 'everyone',
  obstacle: needsBroker,
  async inject({ broker, random }) {
    await broker!.kill()
    await sleep(random.between(0, 3000))
    await broker!.restart()
  },
}
