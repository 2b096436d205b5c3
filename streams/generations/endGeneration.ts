import { generationsTopic } from '../graph/topicNames.ts'
import { outwardTopics } from '../runtime/outwardTopics.ts'
import { dropGroup } from '../wire/dropGroup.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { type CoordinatorContext, refused } from './coordinatorContext.ts'
import type { GenerationNews } from './generationRecord.ts'
import type { Generation } from './generations.ts'
import { internalTopicsOf, ownTopics, sourceTopicsOf } from './ownTopics.ts'

/** How long members may take to stop, ms; a dead one is a member until its session is over. */
const patienceMs = 90_000
const pauseMs = 200

type End = { readonly type: 'retired' } | { readonly type: 'abandoned'; readonly why: string }

/**
 * Decides in the log that a generation is over, with the topics that go; waits until its members have stopped; deletes the topics and
 * the group. Whatever was done before is not done again. Resolves to the topics that this call deleted. Throws GENERATION_REFUSED.
 */
export async function endGeneration(
  context: CoordinatorContext,
  number: number,
  end: End,
): Promise<readonly string[]> {
  const { log, logger } = context
  const before = (await log.read()).generations.get(number)
  if (!before) throw refused(`There is no generation ${number}.`)
  if (before.state !== end.type) {
    const topics = await topicsToDelete(context, before)
    const news: GenerationNews = { ...end, generation: number, topics }
    await log.append(news)
  }
  const { id, deletes, isCleared } = log.generations.generations.get(number)!
  if (isCleared) return []
  await membersGone(context, id)
  const deleted = await deleteTopics(context, deletes)
  await dropGroup(context.kafka, id)
  await log.append({ type: 'cleared', generation: number }).catch(error => {
    if (!log.generations.generations.get(number)!.isCleared) throw error // else somebody else was as fast
  })
  logger.info(
    { generation: number, topics: deleted.length },
    `the generation is ${end.type}, and its topics are gone`,
  )
  return deleted
}

/** By name, and exactly, whether they exist by now or not: what was told at its creation, what its group runs, what this program's topology would be under its id. */
async function topicsToDelete(
  context: CoordinatorContext,
  generation: Generation,
): Promise<readonly string[]> {
  const { kafka, log, topology, deadLetterTopic } = context
  const group = await kafka.describeStreamsGroup(generation.id)
  const named = new Set([
    ...generation.topics,
    ...internalTopicsOf(group),
    ...ownTopics(topology, generation.id, deadLetterTopic),
  ])
  const kept = new Map<string, string>([
    [generationsTopic(log.generations.applicationId), 'the log of generations'],
  ])
  for (const topic of sourceTopicsOf(group)) kept.set(topic, 'input')
  for (const topic of outwardTopics(topology, deadLetterTopic)) kept.set(topic, 'output')
  for (const other of log.generations.generations.values()) {
    if (other.number === generation.number || other.isCleared) continue
    const described = await kafka.describeStreamsGroup(other.id)
    const names = [
      ...other.topics,
      ...internalTopicsOf(described),
      ...sourceTopicsOf(described),
      ...ownTopics(topology, other.id, deadLetterTopic),
    ]
    for (const topic of names) kept.set(topic, `generation ${other.number}'s`)
  }
  const both = [...named].filter(topic => kept.has(topic))
  if (both.length > 0) {
    const told = both.map(topic => `${topic} (${kept.get(topic)})`).join(', ')
    throw refused(
      `Generation ${generation.number} shares topics that must stay: ${told}. Nothing was deleted.`,
    )
  }
  return [...named].sort()
}

async function membersGone({ kafka, time }: CoordinatorContext, id: string): Promise<void> {
  for (const deadline = time.elapsed() + patienceMs; ; ) {
    const members = (await kafka.describeStreamsGroup(id))?.members ?? []
    if (members.length === 0) return
    if (time.elapsed() > deadline) {
      const told = members.map(({ memberId }) => memberId).join(', ')
      throw refused(`Its instances were told to stop, and some have not: ${told}. Stop them, then ask again.`)
    }
    await time.sleep(pauseMs)
  }
}

async function deleteTopics(
  { kafka }: CoordinatorContext,
  names: readonly string[],
): Promise<readonly string[]> {
  const { topics } = await kafka.metadata(names)
  const existing = names.filter(name => topics.has(name))
  for (const name of existing) {
    await kafka.deleteTopics([name]).catch(error => {
      if (!(error instanceof KafkaError && error.kafkaName === 'UNKNOWN_TOPIC_OR_PARTITION')) throw error
    })
  }
  return existing
}
