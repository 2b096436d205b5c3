import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Authenticator } from './authenticator.ts'
import type { Principal } from './principal.ts'
import { type Role, roles } from './role.ts'

/** A key as it is configured: its hash, and whose it is. */
export interface AccessKey {
  readonly digest: Buffer
  readonly principal: Principal
}

/** As long as a SHA-256: nobody guesses it, so it needs no slow hash. */
const secretBytes = 32
const form = 'id:role[+role…][:medecinId]:sha256'

export const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest()

/** Drawn once and shown once: what is kept is the line. */
export function createKey(
  id: string,
  given: readonly Role[],
  medecinId: string | null,
): { readonly key: string; readonly line: string } {
  const key = `cab_${randomBytes(secretBytes).toString('base64url')}`
  const parts = [
    id,
    given.join('+'),
    ...(medecinId === null ? [] : [medecinId]),
    digestOf(key).toString('hex'),
  ]
  const line = parts.join(':')
  readKey(line)
  return { key, line }
}

/** `id:role[+role…][:medecinId]:sha256`, several with commas or line ends between; `#` begins a comment. Throws an Error that says where and why, and quotes nothing: it may be the key itself. */
export function readKeys(text: string): readonly AccessKey[] {
  const keys = text
    .split(/[\n,]/)
    .map(each => each.replace(/#.*/, '').trim())
    .filter(each => each !== '')
    .map((line, index) => readKey(line, index))
  const ids = keys.map(({ principal }) => principal.id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) throw new Error(`key ${ids.indexOf(twice) + 1}: its id is there twice`)
  return keys
}

function readKey(line: string, index = 0): AccessKey {
  const wrong = (why: string) => new Error(`key ${index + 1}: ${why}; it is written ${form}`)
  const [id = '', said = '', ...rest] = line.split(':')
  const hash = rest.pop() ?? ''
  const medecinId = rest.length === 0 ? null : rest.join(':')
  if (!/^[\w.@-]{1,64}$/.test(id))
    throw wrong('its id has 1 to 64 letters, digits, dots, dashes, underscores or @')
  if (!/^[0-9a-f]{64}$/.test(hash)) throw wrong('it has no SHA-256 in hex at its end')
  const given = said.split('+')
  const unknown = given.find(each => !roles.some(role => role === each))
  if (unknown !== undefined) throw wrong(`it has a role that is none of ${roles.join(', ')}`)
  if (given.includes('medecin') !== (medecinId !== null && medecinId !== ''))
    throw wrong('it has the role medecin and a medecinId, or neither')
  return {
    digest: Buffer.from(hash, 'hex'),
    principal: { id: `key:${id}`, roles: given as readonly Role[], medecinId },
  }
}

/** Keys that are known by their hashes. Every one is compared, each in constant time. */
export class AccessKeys implements Authenticator {
  #keys: readonly AccessKey[]

  constructor(keys: readonly AccessKey[]) {
    this.#keys = keys
  }

  /** From now on these. */
  replace(keys: readonly AccessKey[]): void {
    this.#keys = keys
  }

  async principalOf(credential: string): Promise<Principal | null> {
    const digest = digestOf(credential)
    let found: Principal | null = null
    for (const { digest: own, principal } of this.#keys) if (timingSafeEqual(own, digest)) found = principal
    return found
  }
}

/** What the cabinet's own processes know each other by. */
export const internalKey = (secret: string): AccessKey => ({
  digest: digestOf(secret),
  principal: { id: 'interne', roles: ['interne'], medecinId: null },
})
