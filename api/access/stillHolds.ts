import { isDeepStrictEqual } from 'node:util'
import type { Authenticator } from './authenticator.ts'
import type { Principal } from './principal.ts'

/**
 * Whether a key or token that was known is known still, and says of whoever showed it what it said then. While that cannot be
 * told, it counts as before. Never rejects.
 */
export async function stillHolds(
  authenticator: Authenticator,
  credential: string,
  principal: Principal,
): Promise<boolean> {
  return authenticator.principalOf(credential).then(
    now => isDeepStrictEqual(now, principal),
    () => true,
  )
}
