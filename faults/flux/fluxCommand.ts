import { killsCommand } from '../killsCommand.ts'
import { violationsTold } from '../violationsTold.ts'
import { type FluxRunResult, fluxRun } from './fluxRun.ts'

export const fluxUsage =
  'npm run faults -- --feed [--json] [--seconds 120] [--seed s] [--standbys 0|1] [--clients 40] [--brokers host:port]'

/** Three instances that are killed while clients of the feed go from one to the other, from the command line. */
export function fluxCommand(args: readonly string[]): Promise<void> {
  return killsCommand(args, {
    askers: { option: 'clients', count: 40, max: 1_000 },
    run: (options, clients) => fluxRun({ ...options, clients }),
    told,
  })
}

function told(result: FluxRunResult): readonly string[] {
  const { kills, events, clients, connections, told, snapshots } = result
  return [
    `${kills} ends of instances, ${events} events written`,
    `${clients} clients over ${connections} connections: ${told} changes and events, ${snapshots} snapshots`,
    violationsTold(result, 'no gap, no repeat, every table as the view'),
  ]
}
