import { channels, type StreamsStatus } from 'millrace'
import { Histogram, type Registry } from 'prom-client'

type CommitMessage = NonNullable<StreamsStatus['lastCommit']> & { readonly applicationId: string }

/** Listens to commits; returns how to stop that. */
export function commitMetrics(applicationId: string, registry: Registry): () => void {
  const durations = new Histogram({
    name: 'millrace_commit_duration_seconds',
    help: 'Commits, by step: offsets and produce (both from the beginning), end of the transaction, state, and the whole',
    labelNames: ['step'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const rows = new Histogram({
    name: 'millrace_commit_rows',
    help: 'Rows changed by a commit',
    buckets: [0, 1, 10, 100, 1_000, 10_000, 100_000],
    registers: [registry],
  })
  const listen = (message: unknown) => {
    const commit = message as CommitMessage
    if (commit.applicationId !== applicationId) return
    const { offsetsMs, produceMs, endMs, stateMs } = commit
    const whole = Math.max(offsetsMs, produceMs) + endMs + stateMs
    const steps = { offsets: offsetsMs, produce: produceMs, end: endMs, state: stateMs, whole }
    for (const [step, ms] of Object.entries(steps)) durations.observe({ step }, ms / 1000)
    rows.observe(commit.rows)
  }
  channels.commit.subscribe(listen)
  return () => channels.commit.unsubscribe(listen)
}
