import type { Aliases } from '../../events/aliases.ts'
import { inputTopics, type TopicSpec, topics } from '../../events/topics.ts'

/** A topic that must be there. */
export interface TopicNeed extends TopicSpec {
  /** Whether we read it: then it must keep everything, in as many partitions as the rest. */
  readonly isInput: boolean
}

export function topicNeeds(aliases: Aliases): readonly TopicNeed[] {
  const inputs = new Set(inputTopics.map(({ name }) => name))
  return [
    ...topics.map(each => ({ ...each, isInput: inputs.has(each.name) })),
    ...Object.entries(aliases).map(([name, type]) => {
      const { partitions, configs } = topics.find(each => each.name === type)!
      return { name, partitions, configs, direction: 'input' as const, isInput: true }
    }),
  ]
}
