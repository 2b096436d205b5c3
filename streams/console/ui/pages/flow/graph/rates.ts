import type { FromInstances, InstanceFlow } from '../../../../answers.ts'

/** What passes through the application now, per second, over all instances. */
export interface Rates {
  readonly steps: ReadonlyMap<string, StepRate>
  readonly topics: ReadonlyMap<string, TopicRate>
  /** Over all steps: ns a second. */
  readonly nanos: number
}

export interface StepRate {
  readonly perSecond: number
  /** Of the time that all steps take, 0 to 1. */
  readonly share: number
  /** Of its own time a record took; null: there was none. */
  readonly nanosEach: number | null
  /** Since the start of each instance. */
  readonly records: number
  readonly failures: number
  readonly failedAt: number | null
}

export interface TopicRate {
  readonly inPerSecond: number
  readonly outPerSecond: number
  readonly inBytes: number
  readonly outBytes: number
  /** Over all its partitions. */
  readonly lag: number
}

type Answer = FromInstances<InstanceFlow>

/** From two answers: an instance that has begun anew, or was not there, counts from now on. */
export function ratesOf(earlier: Answer | null, now: Answer): Rates {
  const pairs = now.instances.flatMap(({ instance, said }) => {
    if (!said) return []
    const old = earlier?.instances.find(each => each.instance === instance)?.said ?? null
    const seconds = old ? (said.at - old.at) / 1000 : 0
    return [{ said, old: old && seconds > 0 ? old : null, seconds }]
  })
  const nodes = new Map<string, StepRate & { nanos: number }>()
  const topics = new Map<string, TopicRate>()
  for (const { said, old, seconds } of pairs) {
    const per = (value: number, before: number | undefined) =>
      old === null || before === undefined || value < before ? 0 : (value - before) / seconds
    for (const [name, figures] of Object.entries(said.nodes)) {
      const before = old?.nodes[name]
      const known = nodes.get(name)
      const perSecond = (known?.perSecond ?? 0) + per(figures.records, before?.records)
      const nanos = (known?.nanos ?? 0) + per(figures.nanos, before?.nanos)
      nodes.set(name, {
        perSecond,
        nanos,
        share: 0,
        nanosEach: perSecond > 0 ? nanos / perSecond : null,
        records: (known?.records ?? 0) + figures.records,
        failures: (known?.failures ?? 0) + figures.failures,
        failedAt: latest(known?.failedAt ?? null, figures.failedAt),
      })
    }
    for (const [name, figures] of Object.entries(said.topics)) {
      const before = old?.topics[name]
      const known = topics.get(name) ?? nothing
      topics.set(name, {
        ...known,
        inPerSecond: known.inPerSecond + per(figures.inRecords, before?.inRecords),
        outPerSecond: known.outPerSecond + per(figures.outRecords, before?.outRecords),
        inBytes: known.inBytes + per(figures.inBytes, before?.inBytes),
        outBytes: known.outBytes + per(figures.outBytes, before?.outBytes),
      })
    }
    for (const { topic, lag } of said.inputs) {
      const known = topics.get(topic) ?? nothing
      topics.set(topic, { ...known, lag: known.lag + lag })
    }
  }
  const nanos = [...nodes.values()].reduce((sum, each) => sum + each.nanos, 0)
  return {
    nanos,
    topics,
    steps: new Map(
      [...nodes].map(([name, each]) => [name, { ...each, share: nanos > 0 ? each.nanos / nanos : 0 }]),
    ),
  }
}

const nothing: TopicRate = { inPerSecond: 0, outPerSecond: 0, inBytes: 0, outBytes: 0, lag: 0 }
const latest = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b))
