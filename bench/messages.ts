import type { StreamsStatus } from 'millrace'

/** What main.ts asks an instance over IPC. */
export type Question =
  | { readonly ask: 'report' }
  | { readonly ask: 'status' }
  | { readonly ask: 'dump'; readonly store: string }

/** What it costs so far and how far it is. Sent four times a second, at every change of state, and when asked. */
export interface Report {
  readonly kind: 'report'
  readonly state: StreamsStatus['state']
  readonly tasks: number
  readonly cpuMicros: number
  readonly rssBytes: number
  readonly peakRssBytes: number
  readonly processed: number
  readonly commits: number
  readonly recoveries: number
  readonly bytes: StreamsStatus['bytes']
  readonly lastCommit: StreamsStatus['lastCommit']
}

/** The committed rows of a store in the partitions that run there; none when there are no partitions. */
export interface Dump {
  readonly kind: 'dump'
  readonly store: string
  readonly partitions: readonly number[]
  readonly rows: readonly (readonly [key: string, value: unknown])[]
}

/** Everything the engine tells of itself: evidence when something stands still. */
export interface Status {
  readonly kind: 'status'
  readonly status: StreamsStatus
}

export type Answer = Report | Dump | Status
