import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { type AccessKey, AccessKeys, internalKey, readKeys } from '../api/access/accessKeys.ts'
import type { ApiAccess } from '../api/access/apiAccess.ts'
import { firstOf } from '../api/access/authenticator.ts'
import { isLoopback } from '../api/access/localOrigin.ts'
import { Oidc } from '../api/access/oidc.ts'
import { type Role, roles } from '../api/access/role.ts'
import type { Config } from '../config/readConfig.ts'
import { root } from './root.ts'
import { StartError } from './startError.ts'
import { contentOf, watchContent } from './watchContent.ts'

export interface Access extends ApiAccess {
  /** Looks no more at the file of keys. */
  close(): void
}

/** Whether those who ask are asked who they are. */
export const isAsked = (config: Pick<Config, 'ACCESS_KEYS' | 'ACCESS_KEYS_FILE' | 'OIDC_ISSUER'>): boolean =>
  config.ACCESS_KEYS !== null || config.ACCESS_KEYS_FILE !== null || config.OIDC_ISSUER !== null

/** Who may ask, as it is configured. Throws StartError, with the way out, for what cannot be, and where everybody could ask. */
export function accessOf(config: Config, logger: Pick<Logger, 'info' | 'warn' | 'error'>): Access {
  const rules = {
    origins: config.CORS_ORIGINS,
    rates: { requestsPerMinute: config.RATE_REQUESTS, failuresPerMinute: config.RATE_FAILURES },
    trustedProxies: config.TRUSTED_PROXIES,
  }
  if (!isAsked(config)) {
    if (!isLoopback(config.HOST)) throw everybodyCould(config.HOST)
    return { ...rules, authenticator: null, internalSecret: null, close: () => {} }
  }
  const internalSecret = config.INTERNAL_SECRET ?? drawSecret()
  const internal = internalKey(internalSecret)
  const oidc = oidcOf(config, logger)
  const files = config.ACCESS_KEYS_FILE === null ? [] : [resolve(root, config.ACCESS_KEYS_FILE)]
  // Before it is read: a key that is taken away in between is found to be gone.
  const since = contentOf(files)
  const keys = new AccessKeys([...keysOf(config), internal])
  const look = () => {
    try {
      const again = keysOf(config)
      keys.replace([...again, internal])
      logger.info({ keys: again.length }, 'the keys were read again')
    } catch (error) {
      logger.error({ error: String(error) }, 'the keys could not be read again: those from before count')
    }
  }
  return {
    ...rules,
    authenticator: firstOf(oidc ? [keys, oidc] : [keys]),
    internalSecret,
    close: files.length > 0 ? watchContent(files, since, look) : () => {},
  }
}

const drawSecret = (): string => randomBytes(32).toString('base64url')

/** For what one command starts: its processes know each other. */
export const withInternalSecret = (config: Config): Config =>
  isAsked(config) && config.INTERNAL_SECRET === null ? { ...config, INTERNAL_SECRET: drawSecret() } : config

function keysOf({ ACCESS_KEYS, ACCESS_KEYS_FILE }: Config): readonly AccessKey[] {
  try {
    const file = ACCESS_KEYS_FILE === null ? '' : readFileSync(resolve(root, ACCESS_KEYS_FILE), 'utf8')
    return readKeys(`${ACCESS_KEYS ?? ''}\n${file}`)
  } catch (error) {
    throw new StartError(
      `ACCESS_KEYS or ACCESS_KEYS_FILE cannot be used: ${(error as Error).message}.\nnpx cabinet key create prints a line as it has to be.`,
    )
  }
}

function oidcOf(config: Config, log: Pick<Logger, 'warn'>): Oidc | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = config
  if (issuer === null) return null
  if (audience === null)
    throw new StartError(
      'OIDC_ISSUER needs OIDC_AUDIENCE beside it: else tokens that were given for other programs would count here.',
    )
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new StartError(
      `OIDC_ISSUER=${issuer} must begin with https: whoever answers there says which tokens count.`,
    )
  return new Oidc({
    issuer,
    audience,
    algorithms: config.OIDC_ALGORITHMS,
    clockSkewSeconds: config.OIDC_CLOCK_SKEW_SECONDS,
    rolesClaim: config.OIDC_ROLES_CLAIM,
    roleNames: roleNamesOf(config.OIDC_ROLES),
    medecinClaim: config.OIDC_MEDECIN_CLAIM,
    timeoutMs: config.OIDC_TIMEOUT_MS,
    log,
  })
}

function roleNamesOf(text: string): Readonly<Record<string, Role>> {
  if (text === 'none') return {}
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [name = '', said] = pair.split('=')
      const role = roles.find(each => each === said)
      if (role) return [name, role]
      throw new StartError(`OIDC_ROLES: "${said}" is no role. There are ${roles.join(', ')}.`)
    }),
  )
}

const everybodyCould = (host: string) =>
  new StartError(
    `HOST=${host} is reached from other machines, and nobody there would be asked who he is.
Either give out keys: npx cabinet key create <name> --role secretariat prints one, and the line for ACCESS_KEYS or ACCESS_KEYS_FILE;
or name an issuer of tokens: OIDC_ISSUER and OIDC_AUDIENCE;
or listen on this machine alone: HOST=127.0.0.1.
docs/security.md has more.`,
  )
