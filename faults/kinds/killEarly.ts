import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Killed again and again while it starts: at some moment of joining or restoring. */
export const killEarly: Fault = {
  name: 'kill-starting',
  hits: 'victim',
  async inject({ team, victim, random }) {
    for (let again = random.between(1, 4); again > 0; again--) {
      await team.kill(victim)
      team.start(victim)
      await sleep(random.between(200, 1500))
    }
    await team.kill(victim)
    team.start(victim)
  },
}
