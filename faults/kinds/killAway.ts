import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Kill -9, and nobody restarts it until the others have taken its tasks over: its state is behind when it comes back. */
export const killAway: Fault = {
  name: 'kill -9, restarted after its session',
  async inject({ team, victim, random, sessionTimeoutMs }) {
    await team.kill(victim)
    await sleep(sessionTimeoutMs + random.between(500, 2500))
    team.start(victim)
  },
}
