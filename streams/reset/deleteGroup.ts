import type { Kafka } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'

/** With its offsets; where there is none, nothing. */
export async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  try {
    await kafka.deleteGroup(groupId)
  } catch (error) {
    if (!(error instanceof KafkaError) || error.kafkaName !== 'GROUP_ID_NOT_FOUND') throw error
  }
}
