import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Kill -9 that nobody hears of: the others take its tasks over after its session, and its state is behind when it comes back. */
export const killAway: Fault = {
  name: 'kill-unnoticed',
  hits: 'victim',
  async inject({ team, victim, random, sessionTimeoutMs }) {
    await team.kill(victim)
    await sleep(sessionTimeoutMs + random.between(500, 2500))
    team.start(victim)
  },
}
