/** What the measured process says of itself. */
export interface Sample {
  readonly atMs: number
  readonly processed: number
  readonly recoveries: number
  readonly reads: number
  readonly cpuMicros: number
  readonly rssBytes: number
  readonly diskBytes: number
  readonly databaseBytes: number
  readonly cachedBytes: number
}

/** One stretch of the input. */
export interface Stretch {
  readonly name: string
  readonly records: number
  readonly perSecond: number
  /** Steadier than the rate on a machine that others use too. */
  readonly cpuMicrosPerRecord: number
  readonly readsPerRecord: number
  readonly peakRssMB: number
  readonly diskMB: number
  readonly databaseMB: number
  readonly cachedMB: number
}

/** The samples between two counts of records. Null: too few to say anything. */
export function stretch(name: string, samples: readonly Sample[], from: number, to: number): Stretch | null {
  const first = samples.findLast(({ processed }) => processed <= from) ?? samples[0]
  const last = samples.find(({ processed }) => processed >= to) ?? samples.at(-1)
  if (!first || !last || last.processed <= first.processed) return null
  const within = samples.filter(({ atMs }) => atMs >= first.atMs && atMs <= last.atMs)
  const records = last.processed - first.processed
  const largest = (of: (sample: Sample) => number) => Math.round(Math.max(...within.map(of)) / 1e6)
  const round = (value: number) => Number(value.toPrecision(3))
  return {
    name,
    records,
    perSecond: round(records / ((last.atMs - first.atMs) / 1000)),
    cpuMicrosPerRecord: round((last.cpuMicros - first.cpuMicros) / records),
    readsPerRecord: round((last.reads - first.reads) / records),
    peakRssMB: largest(({ rssBytes }) => rssBytes),
    diskMB: largest(({ diskBytes }) => diskBytes),
    databaseMB: largest(({ databaseBytes }) => databaseBytes),
    cachedMB: largest(({ cachedBytes }) => cachedBytes),
  }
}
