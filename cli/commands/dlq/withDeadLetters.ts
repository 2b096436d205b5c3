import type { DeadLetters } from '../../../dlq/deadLetters.ts'
import { deadLettersOf } from '../../deadLettersOf.ts'
import { ofGeneration } from '../../generations/ofGeneration.ts'
import { ensureTopics } from '../../topics/ensureTopics.ts'
import { topicNeeds } from '../../topics/topicNeed.ts'
import { withKafka } from '../withKafka.ts'

/** Runs work on the dead letters of the Kafka that `start` would use; the cabinet need not run. */
export function withDeadLetters<T>(json: boolean, work: (letters: DeadLetters) => Promise<T>): Promise<T> {
  return withKafka(json, async ({ config, kafka, brokers }) => {
    const needs = topicNeeds(config.ALIASES).filter(({ name }) => name.startsWith('cabinet.dlq'))
    await ensureTopics(kafka, { needs, replicationFactor: config.REPLICATION_FACTOR, brokers })
    return work(deadLettersOf(await ofGeneration(config, kafka), kafka))
  })
}
