import { Counter, Gauge, type Registry } from 'prom-client'

/** Sets the value of one combination of labels. */
export type Put<L extends string> = (labels: Partial<Record<L, string>>, value: number) => void

/** What one value says for several partitions. */
const together = {
  sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  least: (values: readonly number[]) => Math.min(...values),
  most: (values: readonly number[]) => Math.max(...values),
}

/**
 * Declares metrics whose values are known elsewhere, and read at each scrape. `partitionSeries`: values by partition that one
 * metric may have.
 */
export function scraped(registry: Registry, partitionSeries = 0) {
  const registers = [registry]
  /** One value for each combination of labels that `collect` puts; the others are gone. */
  const gaugeBy = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (put: Put<L>) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset()
        collect((labels, value) => this.set(labels as never, value))
      },
    })
  const counterBy = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (put: Put<L>) => void,
  ) =>
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset()
        collect((labels, value) => this.inc(labels as never, value))
      },
    })
  /**
   * As `gaugeBy`, of partitions. Where there would be too many values those of all partitions are one, under the partition
   * `all`: the way in which they are put `as` one is the way in which queries should.
   */
  const gaugeByPartition = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    as: keyof typeof together,
    collect: (put: Put<L | 'partition'>) => void,
  ) =>
    gaugeBy(name, help, [...labelNames, 'partition'], put => {
      const values: { readonly labels: Parameters<Put<L | 'partition'>>[0]; readonly value: number }[] = []
      collect((labels, value) => values.push({ labels, value }))
      if (values.length <= partitionSeries) {
        for (const { labels, value } of values) put(labels, value)
        return
      }
      const groups = Map.groupBy(values, ({ labels }) => labelNames.map(label => labels[label]).join('\n'))
      for (const group of groups.values())
        put({ ...group[0]!.labels, partition: 'all' }, together[as](group.map(({ value }) => value)))
    })
  return {
    gaugeBy,
    gaugeByPartition,
    counterBy,
    gauge: (name: string, help: string, read: () => number) =>
      gaugeBy(name, help, [], put => put({}, read())),
    counter: (name: string, help: string, read: () => number) =>
      counterBy(name, help, [], put => put({}, read())),
  }
}
