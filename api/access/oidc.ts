import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { problem } from '../problems.ts'
import type { Authenticator } from './authenticator.ts'
import type { Principal } from './principal.ts'
import { type Role, roles } from './role.ts'

export interface OidcOptions {
  /** As its tokens have it in `iss`. */
  readonly issuer: string
  /** As they have it in `aud`. */
  readonly audience: string
  /** Signatures that count. Never one with a shared secret. */
  readonly algorithms: readonly string[]
  readonly clockSkewSeconds: number
  /** Where a token has its roles: a path with dots. */
  readonly rolesClaim: string
  /** What it calls them; a role that is not named is called what it is called here. */
  readonly roleNames: Readonly<Record<string, Role>>
  /** Where the token of a médecin says which he is. */
  readonly medecinClaim: string
  /** For each question to the issuer. */
  readonly timeoutMs: number
  readonly log: { warn(details: object, message: string): void }
}

/** The issuer was asked in vain: it is not asked again at once. */
const pauseMs = 2_000

/** Tokens of an OpenID Connect issuer, whose keys are found by discovery, kept, and asked for again when they are old or one is missing. */
export class Oidc implements Authenticator {
  readonly #options: OidcOptions
  readonly #now: () => number
  #keys: ReturnType<typeof createRemoteJWKSet> | null = null
  #discovering: Promise<ReturnType<typeof createRemoteJWKSet>> | null = null
  #awayUntil = 0

  constructor(options: OidcOptions, now: () => number = Date.now) {
    this.#options = options
    this.#now = now
  }

  async principalOf(credential: string): Promise<Principal | null> {
    const { issuer, audience, algorithms, clockSkewSeconds } = this.#options
    if (!this.#isPossible(credential)) return null
    const keys = this.#keys ?? (await this.#discover())
    try {
      const { payload } = await jwtVerify(credential, (header, token) => this.#keyOf(keys, header, token), {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockSkewSeconds,
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp', 'sub'],
      })
      return this.#principal(payload)
    } catch (error) {
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }

  /** Before anything is asked of the issuer: whether it could be one of its tokens at all, and one that has not expired. */
  #isPossible(credential: string): boolean {
    const { algorithms, issuer, clockSkewSeconds } = this.#options
    try {
      const { alg } = decodeProtectedHeader(credential)
      const { iss, exp = 0 } = decodeJwt(credential)
      const isOver = exp + clockSkewSeconds <= this.#now() / 1000
      return algorithms.includes(alg ?? '') && iss === issuer && !isOver
    } catch {
      return false
    }
  }

  async #keyOf(keys: ReturnType<typeof createRemoteJWKSet>, ...[header, token]: Parameters<typeof keys>) {
    if (this.#now() < this.#awayUntil && !keys.fresh) throw issuerAway()
    try {
      return await keys(header, token)
    } catch (error) {
      const isTokens = [
        errors.JWKSNoMatchingKey,
        errors.JWKSMultipleMatchingKeys,
        errors.JOSENotSupported,
      ].some(type => error instanceof type)
      throw isTokens ? error : this.#isAway(error)
    }
  }

  #discover(): Promise<ReturnType<typeof createRemoteJWKSet>> {
    if (this.#now() < this.#awayUntil) throw issuerAway()
    this.#discovering ??= this.#askForKeys().finally(() => {
      this.#discovering = null
    })
    return this.#discovering
  }

  async #askForKeys(): Promise<ReturnType<typeof createRemoteJWKSet>> {
    const { issuer, timeoutMs } = this.#options
    try {
      const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (!answer.ok) throw new Error(`it answered ${answer.status}`)
      const said = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown }
      if (said.issuer !== issuer) throw new Error('it names another issuer')
      const url = new URL(String(said.jwks_uri))
      if (url.protocol !== 'https:' && new URL(issuer).protocol === 'https:')
        throw new Error('its keys are not at an https URL')
      this.#keys = createRemoteJWKSet(url, { timeoutDuration: timeoutMs })
      return this.#keys
    } catch (error) {
      throw this.#isAway(error)
    }
  }

  #isAway(error: unknown): Error {
    this.#awayUntil = this.#now() + pauseMs
    this.#options.log.warn({ error: String(error) }, 'the issuer of tokens does not answer')
    return issuerAway()
  }

  #principal(payload: Readonly<Record<string, unknown>>): Principal | null {
    const { rolesClaim, roleNames, medecinClaim } = this.#options
    const said = at(payload, rolesClaim)
    const names =
      typeof said === 'string' ? said.split(/[\s,]+/) : Array.isArray(said) ? said.map(String) : []
    const given = names.flatMap(name => roleNames[name] ?? roles.find(each => each === name) ?? [])
    const who = at(payload, medecinClaim)
    const medecinId = typeof who === 'string' && who !== '' ? who : null
    return { id: `sub:${String(payload.sub)}`, roles: [...new Set(given)], medecinId }
  }
}

function at(payload: unknown, path: string): unknown {
  // A claim may have dots in its name: a URL has.
  const own = (value: unknown, name: string) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined
  return own(payload, path) ?? path.split('.').reduce(own, payload)
}

const issuerAway = () =>
  problem(
    'issuer-away',
    {
      en: 'The issuer of tokens does not answer: whose this one is cannot be told now.',
      fr: 'L’émetteur des jetons ne répond pas : on ne peut pas dire maintenant de qui est celui-ci.',
    },
    { retryAfterSeconds: 2 },
  )
