import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import { tooMany } from './refusals.ts'

export interface RateLimits {
  /** Of one principal; of one address, where nobody says who he is. */
  readonly requestsPerMinute: number
  /** Keys and tokens of one address that were not valid. More of them are answered without a look at them. */
  readonly failuresPerMinute: number
}

export interface Rates {
  /** Counts a request of its principal. Rejects with a Problem when it is one too many. */
  principal(request: FastifyRequest): Promise<void>
  /** Counts a request of its address, where nobody says who he is, likewise. */
  address(request: FastifyRequest): Promise<void>
  /** Counts a request without a valid key or token, likewise. A valid one is never held up by those of others. */
  failure(request: FastifyRequest): Promise<void>
}

/** Principals and addresses that are remembered. */
const remembered = 10_000
const timeWindow = 60_000

/** How often, counted by this instance alone. Addresses of IPv6 count by their network. */
export async function rates(app: Api, { requestsPerMinute, failuresPerMinute }: RateLimits): Promise<Rates> {
  await app.register(rateLimit, { global: false, cache: remembered, timeWindow })
  const limited = (options: { max: number; keyGenerator?: (request: FastifyRequest) => string }) => {
    const count = app.createRateLimit({ timeWindow, ...options } as never)
    return async (request: FastifyRequest) => {
      const counted = await count(request as never)
      if (!counted.isAllowed && counted.isExceeded) throw tooMany(Math.max(1, counted.ttlInSeconds))
    }
  }
  return {
    principal: limited({ max: requestsPerMinute, keyGenerator: ({ principal }) => principal!.id }),
    address: limited({ max: requestsPerMinute }),
    failure: limited({ max: failuresPerMinute }),
  }
}
