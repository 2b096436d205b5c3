import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** SIGTERM, as at every deployment. */
export const terminate: Fault = {
  name: 'terminate',
  hits: 'victim',
  async inject({ team, victim, random }) {
    await team.stop(victim)
    await sleep(random.between(0, 1500))
    team.start(victim)
  },
}
