import type { StreamsStatus } from 'millrace'
import { askStatus, type SupervisedStatus } from '../askStatus.ts'
import { instanceLine } from '../tellChanges.ts'

/** `cabinet status`: what the running cabinet says of itself. */
export async function statusCommand({ json = false }: { readonly json?: boolean }): Promise<number> {
  const status = await askStatus()
  if (json) console.log(JSON.stringify(status))
  else console.log('instances' in status ? supervised(status) : table(status))
  return 0
}

function supervised({ applicationId, state, pid, instances }: SupervisedStatus): string {
  return [
    `${applicationId}: ${state}, ${instances.length} instances under process ${pid}`,
    ...instances.flatMap(each => [
      '',
      `${instanceLine(each)}, process ${each.pid ?? 'none'}, port ${each.port}, ${each.restarts} restarts`,
      ...(each.status ? [table(each.status)] : []),
    ]),
  ].join('\n')
}

function table(status: StreamsStatus): string {
  const lag = (task: StreamsStatus['tasks'][number]) => task.inputs.reduce((sum, each) => sum + each.lag, 0)
  return [
    `${status.applicationId}: ${status.state}, member epoch ${status.memberEpoch}`,
    ...status.tasks.map(
      task => `  task ${task.id.padEnd(6)} ${String(task.processed).padStart(9)} processed, lag ${lag(task)}`,
    ),
    ...status.restoring.map(each => `  restoring ${each.store}/${each.partition}: ${each.at} of ${each.to}`),
    `  ${status.totals.processed} records, ${status.totals.commits} commits, ${status.totals.recoveries} recoveries`,
    ...Object.entries(status.totals.failures).map(([kind, count]) => `  ${count} failed: ${kind}`),
  ].join('\n')
}
