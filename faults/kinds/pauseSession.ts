import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** SIGSTOP for longer than its session: others have its tasks when it wakes as a zombie and must find out by itself. */
export const pauseSession: Fault = {
  name: 'pause-session',
  hits: 'victim',
  async inject({ team, victim, random, sessionTimeoutMs }) {
    team.signal(victim, 'SIGSTOP')
    await sleep(sessionTimeoutMs + random.between(500, 4000))
    team.signal(victim, 'SIGCONT')
  },
}
