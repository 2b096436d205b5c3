import type { Aliases } from '../events/aliases.ts'
import type { EventType } from '../events/catalogue.ts'

/** The topics by which events of these types come: their own, and those configured as aliases. */
export function topicsOf(types: readonly EventType[], aliases: Aliases): readonly string[] {
  const others = Object.keys(aliases).filter(topic => types.includes(aliases[topic]!))
  return [...types, ...others]
}
