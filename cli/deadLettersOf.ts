import { generationId, internalTopics, type Kafka } from 'millrace'
import { DeadLetters } from '../dlq/deadLetters.ts'
import { deadLetterTopic, inputTopics, treatmentTopic } from '../events/topics.ts'
import { requestTopic } from '../notifications/notificationTopology.ts'
import type { GenerationConfig } from './generations/ofGeneration.ts'
import { topologyOf } from './topologyOf.ts'

/** The cabinet's dead letters. A record may be sent again to what is read: input topics, this generation's repartition topics, notifications. */
export function deadLettersOf(config: GenerationConfig, kafka: Kafka): DeadLetters {
  const { APPLICATION_ID, ALIASES, GENERATION } = config
  const own = internalTopics(topologyOf(config), generationId(APPLICATION_ID, GENERATION))
  const read = new Set([
    ...inputTopics.map(({ name }) => name),
    ...Object.keys(ALIASES),
    requestTopic,
    ...own.filter(topic => topic.endsWith('-repartition')),
  ])
  return new DeadLetters({
    kafka,
    applicationId: APPLICATION_ID,
    topic: deadLetterTopic,
    treatmentTopic,
    isRead: topic => read.has(topic),
  })
}
