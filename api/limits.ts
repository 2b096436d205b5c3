/** What the API takes, remembers and holds at most. */
export interface ApiLimits {
  /** Of a request's body. */
  readonly bodyBytes: number
  /** Commands with an Idempotency-Key that are remembered; some 300 bytes each. */
  readonly keys: number
  /** How long a request may wait for an effect. */
  readonly waitSeconds: number
  /** Rows of a list as CSV. */
  readonly csvRows: number
  /** Requests that wait at the same time. */
  readonly waiting: number
  /** Values by partition that one metric has; of more those of all partitions are one. */
  readonly partitionSeries: number
  /** Input records up to which a row is explained here. */
  readonly explainRecords: number
}

export const defaultLimits: ApiLimits = {
  bodyBytes: 64 * 1024,
  keys: 10_000,
  waitSeconds: 30,
  csvRows: 1_000_000,
  waiting: 100,
  partitionSeries: 1_000,
  explainRecords: 500_000,
}
