import { internalTopics, type Kafka, type Topology } from 'millrace'

/** Deletes what an application that is over left on a broker that stays: its internal topics, its group, and these topics. */
export async function removeTraces(
  kafka: Kafka,
  topology: Topology,
  applicationId: string,
  topics: readonly string[],
): Promise<void> {
  await kafka.deleteTopics([...internalTopics(topology, applicationId), ...topics])
  await kafka.deleteGroup(applicationId)
}
