import { setTimeout as sleep } from 'node:timers/promises'
import { leaveOnBehalf } from 'millrace'
import type { Fault } from '../fault.ts'

/** Kill -9 with a supervisor that knows, and cannot restart it here: it takes the dead one's leave, and others go on at once. */
export const killKnown: Fault = {
  name: 'kill-known',
  hits: 'victim',
  async inject({ team, victim, random, kafka, applicationId, topology }) {
    await team.kill(victim)
    await leaveOnBehalf(topology, { applicationId, kafka, stateDir: team.stateDir(victim) })
    await sleep(random.between(1000, 3000))
    team.start(victim)
  },
}
