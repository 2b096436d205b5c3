import { changelogTopic } from '../graph/topicNames.ts'
import type { Conditions } from '../queries/conditions.ts'
import { Position } from '../queries/position.ts'
import type { Generation, Generations } from './generations.ts'

/**
 * What a position asks of the rows of the generation that is live: its own offsets; and where it has those of others, which were live before,
 * that rows are no older than the cut at which it took their place. Null for offsets of a generation that was not live before it, as
 * far as is known: read the log of generations first.
 */
export function positionIn(
  position: Position,
  own: Pick<Generation, 'number' | 'id'>,
  { live, generations, lastSwitch }: Generations,
): Required<Pick<Conditions, 'minPosition' | 'since'>> | null {
  const minPosition = position.in(own.number)
  const others = [...position.generations].filter(number => number !== own.number)
  if (others.length === 0) return { minPosition, since: Position.none }
  if (live !== own.number || lastSwitch?.to !== live) return null
  if (!others.every(number => generations.get(number)?.switchedBy)) return null
  let since = Position.none
  for (const store of position.stores) {
    const ends = lastSwitch.ends.get(changelogTopic(own.id, store)) ?? []
    const sources = ends.map((position, partition) => ({ partition, position }))
    since = since.and(Position.of(store, sources, own.number))
  }
  return { minPosition, since }
}
