import type { Authenticator } from './authenticator.ts'
import type { RateLimits } from './rates.ts'

/** Who may ask, from where, and how often. */
export interface ApiAccess {
  /** Null: nobody is asked who he is. For this machine's own address alone. */
  readonly authenticator: Authenticator | null
  /** Origins of pages that may ask. */
  readonly origins: readonly string[]
  readonly rates: RateLimits
  /** What this process says to the other instances, and they to it; null: nothing. */
  readonly internalSecret: string | null
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
}

export const openAccess: ApiAccess = {
  authenticator: null,
  origins: [],
  rates: { requestsPerMinute: 6_000, failuresPerMinute: 60 },
  internalSecret: null,
  trustedProxies: [],
}
