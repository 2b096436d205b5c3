import type { Kafka } from 'millrace'
import type { Config } from '../config/readConfig.ts'
import { DeadLetters } from '../dlq/deadLetters.ts'
import { deadLetterTopic, inputTopics, treatmentTopic } from '../events/topics.ts'
import { requestTopic } from '../notifications/notificationTopology.ts'

/** The cabinet's dead letters. A record may be sent again to what is read: input topics, its own repartition topics, notifications. */
export function deadLettersOf(
  { APPLICATION_ID, ALIASES }: Pick<Config, 'APPLICATION_ID' | 'ALIASES'>,
  kafka: Kafka,
): DeadLetters {
  const read = new Set([...inputTopics.map(({ name }) => name), ...Object.keys(ALIASES), requestTopic])
  return new DeadLetters({
    kafka,
    applicationId: APPLICATION_ID,
    topic: deadLetterTopic,
    treatmentTopic,
    isRead: topic =>
      read.has(topic) || (topic.startsWith(`${APPLICATION_ID}-`) && topic.endsWith('-repartition')),
  })
}
