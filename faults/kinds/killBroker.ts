import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** The broker is killed and comes back. */
export const killBroker: Fault = {
  name: 'kill -9 of the broker, restarted',
  needsBroker: true,
  async inject({ broker, random }) {
    await broker!.kill()
    await sleep(random.between(0, 3000))
    await broker!.restart()
  },
}
