import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'millrace'
import { eventTypes } from '../events/schemas/dataSchema.ts'
import { eventSchema } from '../events/schemas/eventSchema.ts'

export interface RegistryOptions {
  /** Of a registry with Confluent's API; a user and password in it are sent as basic authentication. */
  readonly url: string
  readonly logger: Logger
  /** Gives it up. */
  readonly signal: AbortSignal
  /** Before the first repeat, ms; doubled each time, up to a minute. Default 1,000. */
  readonly firstDelayMs?: number
  /** How long one answer may take, ms. Default 10,000. */
  readonly timeoutMs?: number
}

const longestDelayMs = 60_000

/**
 * Registers the JSON Schema of every event under `<topic>-value`; what is there already stays as it is. Resolves when each is
 * registered or refused. Nobody needs to wait for it: a registry that is away is asked again, later and later, until the
 * signal. Never rejects.
 */
export async function registerSchemas(options: RegistryOptions): Promise<void> {
  const { url, logger, signal, firstDelayMs = 1_000 } = options
  const endpoint = endpointOf(url)
  let registered = 0
  let delay = firstDelayMs
  for (const type of eventTypes) {
    for (;;) {
      const answer = await register(type, endpoint, options)
      if (signal.aborted) return
      if (answer === 'registered') registered++
      if (answer === 'registered' || 'refused' in answer) {
        delay = firstDelayMs
        if (answer !== 'registered')
          logger.warn(
            { type, why: answer.refused },
            'the schema registry refuses a schema; going on without it',
          )
        break
      }
      logger.warn(
        { why: answer.away, againInMs: Math.round(delay) },
        'the schema registry is away; asking again',
      )
      // A quarter more or less, by chance: several instances do not come at once.
      const slept = await setTimeout(delay * (0.75 + 0.5 * Math.random()), true, { signal }).catch(
        () => false,
      )
      if (!slept) return
      delay = Math.min(longestDelayMs, delay * 2)
    }
  }
  logger.info({ registered, of: eventTypes.length, registry: endpoint.origin }, 'schemas are registered')
}

type Answer = 'registered' | { readonly refused: string } | { readonly away: string }

interface Endpoint {
  readonly origin: string
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
}

async function register(
  type: (typeof eventTypes)[number],
  { base, headers }: Endpoint,
  { signal, timeoutMs = 10_000 }: RegistryOptions,
): Promise<Answer> {
  try {
    const answer = await fetch(`${base}/subjects/${encodeURIComponent(`${type}-value`)}/versions`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schemaType: 'JSON', schema: JSON.stringify(eventSchema(type)) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = (await answer.text()).slice(0, 500)
    if (answer.ok) return 'registered'
    const said = `${answer.status} ${text}`
    return answer.status >= 500 || answer.status === 429 || answer.status === 408
      ? { away: said }
      : { refused: said }
  } catch (error) {
    const { message, cause } = error as Error
    return { away: cause instanceof Error ? `${message}: ${cause.message}` : message }
  }
}

/** fetch refuses a URL with a user in it, and logs must not have one. */
function endpointOf(url: string): Endpoint {
  const { username, password, origin, pathname } = new URL(url)
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    origin,
    base: `${origin}${pathname.replace(/\/$/, '')}`,
    headers: username === '' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
  }
}
