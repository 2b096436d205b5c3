import type { Kind } from './kind.ts'

/** One environment variable. */
export interface Variable<T> extends Kind<T> {
  /** As it would be written; null: unset means something of its own, which `meaning` says. */
  readonly default: string | null
  readonly unit: string
  readonly meaning: string
  /** Its value is never shown. */
  readonly isSecret?: boolean
}

export function variable<T>(
  kind: Kind<T>,
  fallback: string,
  unit: string,
  meaning: string,
): Variable<T> & { readonly default: string } {
  return { ...kind, default: fallback, unit, meaning }
}

export function optional<T>(
  kind: Kind<T>,
  unit: string,
  meaning: string,
): Variable<T> & { readonly default: null } {
  return { ...kind, default: null, unit, meaning }
}

export const secret = <V>(each: V): V & { readonly isSecret: true } => ({ ...each, isSecret: true })

export type ValueOf<V> = V extends Variable<infer T> ? (V['default'] extends string ? T : T | null) : never
