import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Packets are lost in both directions for longer than the session, and no connection ends; then all of them arrive, late. */
export const silenceNetwork: Fault = {
  name: 'network-silent',
  hits: 'victim',
  async inject({ team, victim, random, sessionTimeoutMs }) {
    const network = team.network(victim)
    network.freeze()
    await sleep(sessionTimeoutMs + random.between(500, 4000))
    network.resume()
  },
}
