import type { FromInstance } from './answers.ts'
import { silentOf } from './instances.ts'

/** What the instances tell, each item with whose it is, the newest first. */
export function newest<T extends { readonly at: number }>(
  all: readonly FromInstance<readonly T[]>[],
  most: number,
): {
  readonly unanswered: readonly string[]
  readonly items: readonly (T & { readonly instance: string })[]
} {
  const items = all.flatMap(({ instance, said }) => (said ?? []).map(each => ({ ...each, instance })))
  return { unanswered: silentOf(all), items: items.sort((a, b) => b.at - a.at).slice(0, most) }
}
