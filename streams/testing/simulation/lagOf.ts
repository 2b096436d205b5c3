import { repartitionTopic } from '../../graph/topicNames.ts'
import type { Topology } from '../../graph/topology.ts'
import { KafkaError } from '../../wire/kafkaError.ts'
import type { SimulatedKafka } from './cluster/simulatedKafka.ts'
import { committedRecords } from './committedRecords.ts'

/** What an application has yet to process or to commit; null when all of it is. */
export function lagOf(kafka: SimulatedKafka, topology: Topology, applicationId: string): string | null {
  const inputs = topology.subtopologies.flatMap(({ sources }) =>
    sources.flatMap(({ topics, internal }) =>
      internal ? topics.map(topic => repartitionTopic(applicationId, topic)) : topics,
    ),
  )
  for (const topic of inputs) {
    for (const log of kafka.topics.get(topic)?.logs ?? []) {
      const committed = committedOffset(kafka, applicationId, topic, log.partition)
      if (committed === null) continue // its transaction is open
      const left = committedRecords(log, Math.max(committed, log.start)).length
      if (left > 0) return `${topic}[${log.partition}] has ${left} records after ${committed}`
    }
  }
  return null
}

function committedOffset(
  kafka: SimulatedKafka,
  groupId: string,
  topic: string,
  partition: number,
): number | null {
  try {
    return kafka.groups.committed(groupId, [{ topic, partition }])[0]?.offset ?? 0
  } catch (error) {
    if (error instanceof KafkaError && error.kafkaName === 'UNSTABLE_OFFSET_COMMIT') return null
    throw error
  }
}
