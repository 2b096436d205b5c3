import { type Role, roles } from './role.ts'

/** Who is asking. */
export interface Principal {
  /** What limits and the audit trail know it by. */
  readonly id: string
  /** `interne`: another process of the cabinet. */
  readonly roles: readonly (Role | 'interne')[]
  /** Which médecin; null: none. */
  readonly medecinId: string | null
}

/** Whoever reaches this machine's own address, where nobody is asked who he is. */
export const everybody: Principal = {
  id: 'everybody',
  roles: [...roles.filter(each => each !== 'medecin'), 'interne'],
  medecinId: null,
}
