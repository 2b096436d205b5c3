import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** For some seconds everything arrives late and in bursts. */
export const slowNetwork: Fault = {
  name: 'network-slow',
  hits: 'victim',
  async inject({ team, victim, random }) {
    const network = team.network(victim)
    for (let bursts = random.between(5, 15); bursts > 0; bursts--) {
      network.freeze()
      await sleep(random.between(100, 600))
      network.resume()
      await sleep(random.between(1, 30))
    }
  },
}
