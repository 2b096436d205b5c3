import { type Connection, describeConfigsV4, incrementalAlterConfigsV1 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import { answerOf } from '../libraryError.ts'
import { errorName, kafkaErrorOf } from '../protocolError.ts'

const RESOURCE_TYPES = { topic: 2, group: 32 } as const
const SET = 0

type Configs = ReadonlyMap<string, string | null>

export async function topicConfigs(
  cluster: Cluster,
  topics: readonly string[],
): Promise<ReadonlyMap<string, Configs>> {
  if (topics.length === 0) return new Map()
  const operation = cluster.operation('describe topic configurations')
  const resources = topics.map(resourceName => ({ resourceType: RESOURCE_TYPES.topic, resourceName }))
  const send = async (connection: Connection) => {
    const answer = await answerOf(describeConfigsV4.api.async(connection, resources, false, false))
    const found = new Map<string, Configs>()
    for (const { resourceName, errorCode, errorMessage, configs } of answer.results) {
      if (errorName(errorCode) === 'UNKNOWN_TOPIC_OR_PARTITION') continue
      if (errorCode !== 0) throw kafkaErrorOf(errorCode, operation.name, errorMessage)
      found.set(resourceName, new Map(configs.map(config => [config.name, config.value ?? null])))
    }
    return found
  }
  return cluster.retry(operation, () =>
    cluster.brokers.requestAny('admin', operation.name, operation.deadline, send),
  )
}

/** Sets the named entries and leaves the others as they are. */
export async function setConfigs(
  cluster: Cluster,
  type: keyof typeof RESOURCE_TYPES,
  resourceName: string,
  configs: Readonly<Record<string, string>>,
): Promise<void> {
  const operation = cluster.operation(`set configurations of the ${type} ${resourceName}`)
  const entries = Object.entries(configs).map(([name, value]) => ({ name, configOperation: SET, value }))
  const resources = [{ resourceType: RESOURCE_TYPES[type], resourceName, configs: entries }] as Parameters<
    typeof incrementalAlterConfigsV1.api.async
  >[1]
  const send = (connection: Connection) => incrementalAlterConfigsV1.api.async(connection, resources, false)
  await cluster.retry(operation, () =>
    cluster.brokers.requestAny('admin', operation.name, operation.deadline, send),
  )
}
