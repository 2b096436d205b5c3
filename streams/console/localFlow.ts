import type { InstanceFlow } from './answers.ts'
import type { ConsoleInstance } from './consoleOptions.ts'

/** What passes through the topology on this instance. */
export function localFlow(streams: ConsoleInstance): InstanceFlow {
  const { at, nodes, topics, stores } = streams.flow()
  return {
    at,
    // What failed, and why, may tell of what is stored: that is another route's.
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([name, { records, nanos, failures, lastFailure }]) => [
        name,
        { records, nanos, failures, failedAt: lastFailure?.at ?? null },
      ]),
    ),
    topics,
    inputs: streams.status().tasks.flatMap(({ inputs }) => inputs),
    stores: stores
      .filter(({ role }) => role === 'active')
      .map(({ store, partition, rows, hash }) => ({ store, partition, rows, hash })),
  }
}
