import type { InstanceReport } from './answers.ts'
import type { ConsoleInstance } from './consoleOptions.ts'

/** How this instance is. */
export function localReport(streams: ConsoleInstance): InstanceReport {
  const status = streams.status()
  const { totals, lastCommit, bytes, budget } = status
  return {
    at: streams.flow().at,
    state: status.state,
    role: status.role,
    memberId: status.memberId,
    memberEpoch: status.memberEpoch,
    paused: status.paused?.reason ?? null,
    cut: status.cut?.id ?? null,
    tasks: status.tasks.map(({ id, processed, inputs }) => ({
      id,
      processed,
      lag: inputs.reduce((sum, { lag }) => sum + lag, 0),
    })),
    standbys: status.standbys.map(({ id, role, stores }) => ({
      id,
      role,
      lag: stores.reduce((sum, { lag }) => sum + lag, 0),
      behindMs: stores.some(({ behindMs }) => behindMs === null)
        ? null
        : Math.max(0, ...stores.map(({ behindMs }) => behindMs!)),
    })),
    restoring: status.restoring.map(({ store, partition, from, at, to, perSecond, remainingMs }) => ({
      store,
      partition,
      from,
      at,
      to,
      perSecond,
      remainingMs,
    })),
    processed: totals.processed,
    commits: totals.commits,
    recoveries: totals.recoveries,
    aborts: totals.aborts,
    lastCommit: lastCommit && {
      ms: lastCommit.produceMs + lastCommit.endMs + lastCommit.stateMs,
      rows: lastCommit.rows,
    },
    memory: Object.fromEntries(
      Object.entries(bytes).map(([what, held]) => [
        what,
        { bytes: held, budget: budget[what as keyof typeof budget] },
      ]),
    ),
    disk: status.disk,
  }
}
