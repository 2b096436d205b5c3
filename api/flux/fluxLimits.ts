/** What the feed takes and holds at most. */
export interface FluxLimits {
  /** Connected at the same time. */
  readonly clients: number
  /** Of one client. */
  readonly subscriptions: number
  /** Queued for one client that does not read, bytes. */
  readonly clientBytes: number
  /** Changes in memory for those who are behind, bytes. */
  readonly ringBytes: number
  /** Of a frame that a client sends. */
  readonly frameBytes: number
  /** How long after it was given a token is resumed. */
  readonly windowMs: number
  readonly heartbeatMs: number
}

export const defaultFluxLimits: FluxLimits = {
  clients: 5_000,
  subscriptions: 16,
  clientBytes: 1024 * 1024,
  ringBytes: 32 * 1024 * 1024,
  frameBytes: 64 * 1024,
  windowMs: 3_600_000,
  heartbeatMs: 15_000,
}
