import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Kill -9 of one after the other, each restarted at once: tasks are on their way when their new owner dies. */
export const killInTurn: Fault = {
  name: 'kill-in-turn',
  hits: 'everyone',
  async inject({ team, victim, random }) {
    const order = [victim, ...team.all.filter(index => index !== victim)]
    for (const index of [...order, ...order]) {
      await team.kill(index)
      team.start(index)
      await sleep(random.between(0, 1000))
    }
  },
}
