import type { Principal } from './principal.ts'

/** Tells who presents a key or a token; null: nobody that is known. Rejects with a Problem while it cannot tell. */
export interface Authenticator {
  principalOf(credential: string): Promise<Principal | null>
}

/** The first that knows it counts. */
export function firstOf(authenticators: readonly Authenticator[]): Authenticator {
  return {
    async principalOf(credential) {
      for (const each of authenticators) {
        const principal = await each.principalOf(credential)
        if (principal) return principal
      }
      return null
    },
  }
}
