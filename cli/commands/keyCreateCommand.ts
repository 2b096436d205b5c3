import { createKey } from '../../api/access/accessKeys.ts'
import type { Role } from '../../api/access/role.ts'
import { StartError } from '../startError.ts'

export interface KeyCreateOptions {
  readonly json?: boolean
  readonly role: readonly Role[]
  readonly medecin?: string
  readonly operands: readonly string[]
}

/** `cabinet key create`: a new key, shown this once, and the line that makes it known. Nothing is kept. */
export function keyCreateCommand({ json = false, role, medecin, operands }: KeyCreateOptions): number {
  const [id = ''] = operands
  const { key, line } = create()
  if (json) console.log(JSON.stringify({ id, key, line }))
  else {
    console.error('The key, for whoever asks with it; it is shown this once:')
    console.log(key)
    console.error('\nThe line that makes it known, for ACCESS_KEYS or a line of ACCESS_KEYS_FILE:')
    console.log(line)
  }
  return 0

  function create() {
    try {
      return createKey(id, role, medecin ?? null)
    } catch (error) {
      throw new StartError((error as Error).message)
    }
  }
}
