import type { Kafka } from './kafka.ts'
import { KafkaError } from './kafkaError.ts'

/** As `Kafka.deleteGroup`; a group that is not there is dropped already. */
export async function dropGroup(kafka: Pick<Kafka, 'deleteGroup'>, groupId: string): Promise<void> {
  try {
    await kafka.deleteGroup(groupId)
  } catch (error) {
    if (!(error instanceof KafkaError && error.kafkaName === 'GROUP_ID_NOT_FOUND')) throw error
  }
}
