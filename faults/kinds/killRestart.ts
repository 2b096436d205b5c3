import type { Fault } from '../fault.ts'

/** Kill -9, and a supervisor that restarts at once: the same member, the same state. */
export const killRestart: Fault = {
  name: 'kill-restart',
  hits: 'victim',
  async inject({ team, victim }) {
    await team.kill(victim)
    team.start(victim)
  },
}
