import type { Kafka } from 'millrace/wire'
import { judgeTopic, type Offence } from './judgeTopic.ts'
import type { TopicNeed } from './topicNeed.ts'
import { TopicsError } from './topicsError.ts'

export interface EnsureOptions {
  readonly needs: readonly TopicNeed[]
  readonly replicationFactor: number
  /** For messages. */
  readonly brokers: readonly string[]
  /** Change settings of existing topics that would lose input. Default: refuse. */
  readonly repair?: boolean
}

export interface EnsuredTopics {
  readonly created: readonly string[]
  readonly existing: readonly string[]
  /** What was mended. */
  readonly repaired: readonly Offence[]
}

/**
 * Creates the topics that are missing and checks those that are there. Idempotent, also beside another process that does
 * the same. Throws TopicsError for existing topics that would lose input, before anything is created.
 */
export async function ensureTopics(kafka: Kafka, options: EnsureOptions): Promise<EnsuredTopics> {
  const { needs, brokers } = options
  const names = needs.map(({ name }) => name)
  const { topics } = await kafka.metadata(names)
  const existing = names.filter(name => topics.has(name))
  const repaired: Offence[] = []
  const configs = await kafka.topicConfigs(existing)
  const offences = needs.flatMap(need => {
    const found = topics.get(need.name)
    const partitions = found?.leaders.length ?? 0
    return found ? judgeTopic(need, { partitions, configs: configs.get(need.name) ?? new Map() }) : []
  })
  const left = options.repair ? offences.filter(({ mend }) => mend === null) : offences
  if (left.length > 0) throw new TopicsError(left, brokers)
  for (const offence of offences) {
    await kafka.setTopicConfigs(offence.topic, offence.mend!)
    repaired.push(offence)
  }
  const created = await createMissing(kafka, options)
  return { created, existing: existing.filter(name => !created.includes(name)), repaired }
}

/** One request for all; what another process created meanwhile is there, and the rest is asked for again. */
async function createMissing(kafka: Kafka, options: EnsureOptions): Promise<readonly string[]> {
  const { needs, replicationFactor } = options
  const created = new Set<string>()
  for (let attempt = 0; ; attempt++) {
    const { topics } = await kafka.metadata(needs.map(({ name }) => name))
    const missing = needs.filter(({ name }) => !topics.has(name))
    if (missing.length === 0) break
    for (const { name } of missing) created.add(name)
    try {
      await kafka.createTopics(
        missing.map(({ name, partitions, configs }) => ({ name, partitions, configs, replicationFactor })),
      )
      break
    } catch (error) {
      const existed =
        error instanceof Error && 'kafkaName' in error && error.kafkaName === 'TOPIC_ALREADY_EXISTS'
      if (!existed || attempt === 9) throw error
      await new Promise(resolve => setTimeout(resolve, 200))
    }
  }
  // A topic just created has no leader for a moment; this waits for it.
  const partitions = needs
    .filter(({ name }) => created.has(name))
    .flatMap(({ name, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })),
    )
  if (partitions.length > 0) await kafka.listOffsets(partitions, 'latest')
  return [...created].sort()
}
