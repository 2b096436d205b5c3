import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** How often a broker looks for transactions that took too long. */
const lookEveryMs = 10_000

/** SIGSTOP for longer than the transaction or even the session lasts: it wakes as a zombie and must find out by itself. */
export const suspend: Fault = {
  name: 'SIGSTOP, SIGCONT',
  async inject({ team, victim, random, transactionTimeoutMs }) {
    team.signal(victim, 'SIGSTOP')
    await sleep(transactionTimeoutMs + random.between(500, lookEveryMs + 1000))
    team.signal(victim, 'SIGCONT')
  },
}
