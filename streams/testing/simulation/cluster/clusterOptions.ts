/** A broker's settings, as far as the simulation knows them, and how its network behaves. Times are virtual milliseconds. */
export interface ClusterOptions {
  readonly brokers: number
  readonly offsetsPartitions: number
  /** Kafka's `group.streams.*`. */
  readonly sessionTimeoutMs: number
  readonly heartbeatIntervalMs: number
  readonly initialRebalanceDelayMs: number
  /** How often a coordinator looks for transactions that ran out of time. */
  readonly transactionSweepMs: number
  /** How long a request or an answer is on its way, drawn between the two. */
  readonly latencyMs: readonly [number, number]
  /** How long each marker of a transaction takes to reach its partition once the outcome is decided. */
  readonly markerMs: readonly [number, number]
  /** One marker in so many takes up to `lateMarkerMs`; 0: none. */
  readonly lateMarkerChance: number
  readonly lateMarkerMs: number
  /** After so long without an answer a client gives a request up. */
  readonly requestTimeoutMs: number
  /** The wall clock at virtual time 0. */
  readonly startTime: number
}

export const defaultClusterOptions: ClusterOptions = Object.freeze({
  brokers: 3,
  offsetsPartitions: 5,
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 500,
  initialRebalanceDelayMs: 0,
  transactionSweepMs: 1_000,
  latencyMs: [0.2, 2] as const,
  markerMs: [0, 3] as const,
  lateMarkerChance: 0,
  lateMarkerMs: 500,
  requestTimeoutMs: 30_000,
  startTime: Date.UTC(2026, 0, 1),
})
