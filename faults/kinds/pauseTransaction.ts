import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** How often a broker looks for transactions that took too long. */
const lookEveryMs = 10_000
const longSession = '60000'

/** SIGSTOP for longer than its transaction, but not than its session: it wakes with all its tasks, and its transaction was aborted. */
export const pauseTransaction: Fault = {
  name: 'pause-transaction',
  hits: 'victim',
  async prepare({ kafka, applicationId }) {
    await kafka.setGroupConfigs(applicationId, { 'streams.session.timeout.ms': longSession })
    await sleep(1500) // members have the new session from their next heartbeat on
  },
  async inject({ team, victim, random, kafka, applicationId, transactionTimeoutMs, sessionTimeoutMs }) {
    team.signal(victim, 'SIGSTOP')
    await sleep(transactionTimeoutMs + random.between(500, lookEveryMs))
    team.signal(victim, 'SIGCONT')
    await kafka.setGroupConfigs(applicationId, { 'streams.session.timeout.ms': String(sessionTimeoutMs) })
  },
}
