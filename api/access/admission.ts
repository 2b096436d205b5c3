import type { Own, Restricted } from './access.ts'
import type { Principal } from './principal.ts'

/** `own`: only as far as it is his. */
export type Admission =
  | { readonly admitted: false }
  | { readonly admitted: true; readonly own: Exclude<Own, 'everything'> | null }

/** Of several roles the one that may most counts. */
export function admission({ roles, medecin }: Restricted, principal: Principal): Admission {
  if (principal.roles.some(each => each !== 'medecin' && roles.includes(each)))
    return { admitted: true, own: null }
  if (medecin === undefined || principal.medecinId === null || !principal.roles.includes('medecin'))
    return { admitted: false }
  return { admitted: true, own: medecin === 'everything' ? null : medecin }
}
