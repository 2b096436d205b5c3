import { killsCommand } from '../killsCommand.ts'
import { violationsTold } from '../violationsTold.ts'
import { type QueriesRunResult, queriesRun } from './queriesRun.ts'

export const queriesUsage =
  'npm run faults -- --queries [--json] [--seconds 120] [--seed s] [--standbys 0|1] [--readers 4] [--brokers host:port]'

const practice = { patients: 200, medecins: 6, days: 20 }

/** Three instances that are asked while they are killed, from the command line. */
export function queriesCommand(args: readonly string[]): Promise<void> {
  return killsCommand(args, {
    askers: { option: 'readers', count: 4, max: 100 },
    run: (options, readers) => queriesRun({ ...options, readers, practice }),
    told,
  })
}

function told(result: QueriesRunResult): readonly string[] {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, n]) => `${name}: ${n}`)
      .join(', ') || 'none'
  const { asked, answered, unmet, facts } = result
  return [
    `${result.kills} kills in ${result.seconds} s, ${result.takeovers} of them noticed as the end of a session; ${result.events} events written`,
    `${answered} of ${asked} questions answered (${((100 * answered) / Math.max(1, asked)).toFixed(3)} %), ${unmet} told that there is nothing as fresh as asked for; by status ${list(result.statuses)}`,
    `${result.fromStandby} by standbys, ${result.stalestMs} ms behind at most; p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms, longest ${result.longestMs} ms`,
    `passed over: ${list(result.refusals)}`,
    ...result.refusedByWell,
    `${facts} facts in answers were held against what was known; ${result.agreed} instances agree with the audit`,
    violationsTold(result, 'no wrong answer, none missing'),
  ]
}
