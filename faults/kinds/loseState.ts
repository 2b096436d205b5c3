import type { Fault } from '../fault.ts'

/** The disk is lost with the process, or after it stopped: another member starts from nothing. */
export const loseState: Fault = {
  name: 'state-deleted',
  hits: 'victim',
  async inject({ team, victim, random }) {
    if (random.next() < 0.5) await team.kill(victim)
    else await team.stop(victim)
    team.deleteState(victim)
    team.start(victim)
  },
}
