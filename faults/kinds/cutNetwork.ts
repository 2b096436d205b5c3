import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Connections are reset, several times; then none can be made for a while, sometimes for longer than the session. */
export const cutNetwork: Fault = {
  name: 'network-cut',
  hits: 'victim',
  async inject({ team, victim, random, sessionTimeoutMs }) {
    const network = team.network(victim)
    for (let again = random.between(1, 5); again > 0; again--) {
      network.cut()
      await sleep(random.between(10, 400))
    }
    network.refuse()
    await sleep(random.between(500, sessionTimeoutMs * 2))
    network.resume()
  },
}
