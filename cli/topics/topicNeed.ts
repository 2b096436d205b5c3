import type { Aliases } from '../../events/aliases.ts'
import { auditTopic, inputTopics, type TopicSpec, topics } from '../../events/topics.ts'

/** A topic that must be there. */
export interface TopicNeed extends TopicSpec {
  /** Whether we read it: then it must keep everything, in as many partitions as the rest. */
  readonly isInput: boolean
}

/** `auditTrailDays`: how long its lines are kept, where the topic is created now. */
export function topicNeeds(aliases: Aliases, auditTrailDays?: number): readonly TopicNeed[] {
  const inputs = new Set(inputTopics.map(({ name }) => name))
  return [
    ...topics.map(each => ({
      ...each,
      ...(each.name === auditTopic &&
        auditTrailDays !== undefined && { configs: keptFor(each, auditTrailDays) }),
      isInput: inputs.has(each.name),
    })),
    ...Object.entries(aliases).map(([name, type]) => {
      const { partitions, configs } = topics.find(each => each.name === type)!
      return { name, partitions, configs, direction: 'input' as const, isInput: true }
    }),
  ]
}

const keptFor = ({ configs }: TopicSpec, days: number) => ({
  ...configs,
  'retention.ms': String(days * 86_400_000),
})
