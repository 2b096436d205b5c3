import type { StreamsStatus } from 'millrace'
import { readConfig } from '../../config/readConfig.ts'
import { StartError } from '../startError.ts'

/** `cabinet status`: what the running instance says of itself. */
export async function statusCommand({ json = false }: { readonly json?: boolean }): Promise<number> {
  const { HOST, PORT } = readConfig()
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${PORT}/api/status`
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (!answer?.ok) {
    throw new StartError(
      `No cabinet answers at ${url}. Start one with npm start; HOST and PORT say where to ask.`,
    )
  }
  const status = (await answer.json()) as StreamsStatus
  if (json) console.log(JSON.stringify(status))
  else console.log(table(status))
  return 0
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
