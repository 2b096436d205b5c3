import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import type { Principal } from './principal.ts'
import { tooMany } from './refusals.ts'

export interface RateLimits {
  /** Of one principal; of one address, where nobody says who he is. */
  readonly requestsPerMinute: number
  /** Keys and tokens of one address that were not valid. More of them are answered without a look at them. */
  readonly failuresPerMinute: number
}

export interface Rates {
  /** Counts a request. Rejects with a Problem when it is one too many. */
  request(request: FastifyRequest, principal: Principal | null): Promise<void>
  /** Counts a request without a valid key or token, likewise. A valid one is never held up by those of others. */
  failure(request: FastifyRequest): Promise<void>
}

/** Principals and addresses that are remembered. */
const remembered = 10_000
const minute = 60_000

/** How often, counted by this instance alone. */
export async function rates(app: Api, limits: RateLimits): Promise<Rates> {
  await app.register(rateLimit, { global: false, cache: remembered, timeWindow: minute })
  const keyed = (max: number) => {
    const keys = new WeakMap<FastifyRequest, string>()
    const count = app.createRateLimit({
      max,
      timeWindow: minute,
      keyGenerator: (request: FastifyRequest) => keys.get(request)!,
    })
    return async (request: FastifyRequest, key: string) => {
      keys.set(request, key)
      const counted = await count(request as never)
      if (!counted.isAllowed && counted.isExceeded) throw tooMany(Math.max(1, counted.ttlInSeconds))
    }
  }
  const requests = keyed(limits.requestsPerMinute)
  const failures = keyed(limits.failuresPerMinute)
  return {
    request: (request, principal) => requests(request, principal?.id ?? `address:${request.ip}`),
    failure: request => failures(request, request.ip),
  }
}
