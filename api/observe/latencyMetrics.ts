import { channels, type FollowedOutput } from 'millrace'
import { Histogram, type Registry } from 'prom-client'

interface CommittedMessage {
  readonly applicationId: string
  readonly at: number
  readonly outputs: readonly FollowedOutput[]
}

/** Listens to outputs that are committed; returns how to stop that. While nobody listens the engine measures nothing. */
export function latencyMetrics(applicationId: string, registry: Registry): () => void {
  const latencies = new Histogram({
    name: 'millrace_end_to_end_latency_seconds',
    help: 'From the timestamp of a source record to the commit of what it led to, by the topic of that; of some of the records',
    labelNames: ['topic'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  })
  const listen = (message: unknown) => {
    const { at, outputs, ...of } = message as CommittedMessage
    if (of.applicationId !== applicationId) return
    for (const { topic, acceptedAt } of outputs)
      if (acceptedAt !== null) latencies.observe({ topic }, Math.max(0, at - acceptedAt) / 1_000)
  }
  channels.committed.subscribe(listen)
  return () => channels.committed.unsubscribe(listen)
}
