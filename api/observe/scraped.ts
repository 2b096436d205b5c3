import { Counter, Gauge, type Registry } from 'prom-client'

/** Sets the value of one combination of labels. */
export type Put<L extends string> = (labels: Partial<Record<L, string>>, value: number) => void

/** Declares metrics whose values are known elsewhere, and read at each scrape. */
export function scraped(registry: Registry) {
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
  return {
    gaugeBy,
    counterBy,
    gauge: (name: string, help: string, read: () => number) =>
      gaugeBy(name, help, [], put => put({}, read())),
    counter: (name: string, help: string, read: () => number) =>
      counterBy(name, help, [], put => put({}, read())),
  }
}
