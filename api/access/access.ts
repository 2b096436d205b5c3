import type { Role } from './role.ts'

/**
 * Who may call a route: `config.access` of every route, without which none is added. `open`: anybody, without saying who he is. `elsewhere`:
 * that is asked where the request is passed on to.
 */
export type Access = 'open' | 'elsewhere' | Restricted

export interface Restricted {
  /** Whose requests it takes as they are. `interne`: other processes of the cabinet. */
  readonly roles: readonly (Exclude<Role, 'medecin'> | 'interne')[]
  /** What of it a médecin may ask for. Default: nothing. */
  readonly medecin?: Own
  /** Whether each answer is noted in the audit trail. Default: it is not. */
  readonly trail?: 'read' | 'command'
}

/**
 * Of everything: what is nobody's in particular. Of the rest what is his: the path's `id` is he, or somebody who has a
 * rendezvous with him; the row of that id is of a rendezvous with him; the list is narrowed to such rows.
 */
export type Own =
  | 'everything'
  | 'himself'
  | 'his-patient'
  | 'his-rendezvous'
  | 'his-consultation'
  | 'his-facture'
  | 'his-rows'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}
