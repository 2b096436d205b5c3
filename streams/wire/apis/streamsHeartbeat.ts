import { type Connection, createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import { unchangedAnswer } from '../heartbeat.ts'
import type {
  StreamsHeartbeatRequest as Request,
  StreamsHeartbeatResponse as Response,
  StreamsSubtopology,
} from '../kafka.ts'
import { KafkaError, KafkaUnreachable } from '../kafkaError.ts'
import { errorName, kafkaErrorOf } from '../protocolError.ts'
import {
  readEndpoint,
  readInt32s,
  readStruct,
  readTasks,
  writeInt16s,
  writeKeyValues,
  writeNullable,
  writeStrings,
  writeTasks,
  writeTopicInfos,
} from './streamsTypes.ts'

export const STREAMS_GROUP_HEARTBEAT = 88

const NO_TOPICS: readonly string[] = []
const ASK_AGAIN = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE'])

/** StreamsGroupHeartbeat 0 (KIP-1071), by hand: hardly a client outside the JVM knows it. */
const streamsHeartbeat0 = createAPI<[Request], Response>(
  STREAMS_GROUP_HEARTBEAT,
  0,
  (request: Request) => {
    const writer = Writer.create()
      .appendString(request.groupId)
      .appendString(request.memberId)
      .appendInt32(request.memberEpoch)
      .appendInt32(request.endpointInformationEpoch)
      .appendString(null) // instance id: 4.3 refuses static membership
      .appendString(null) // rack id
      .appendInt32(request.rebalanceTimeoutMs)
    writeNullable(writer, request.topology, (w, topology) =>
      w.appendInt32(topology.epoch).appendArray([...topology.subtopologies], writeSubtopology),
    )
    writeTasks(writer, request.activeTasks)
    writeTasks(writer, request.standbyTasks)
    writeTasks(writer, request.warmupTasks)
    writer.appendString(request.processId)
    writeNullable(writer, request.userEndpoint, (w, endpoint) =>
      w.appendString(endpoint.host).appendUnsignedInt16(endpoint.port),
    )
    return writeKeyValues(writer, request.clientTags)
      .appendArray(null, () => {}) // task offsets
      .appendArray(null, () => {}) // task end offsets
      .appendBoolean(request.shutdownApplication)
      .appendTaggedFields()
  },
  (_correlationId, _key, _version, reader) => {
    reader.readInt32() // throttle time
    return {
      error: errorName(reader.readInt16()),
      errorMessage: reader.readNullableString(),
      memberId: reader.readString(),
      memberEpoch: reader.readInt32(),
      heartbeatIntervalMs: reader.readInt32(),
      acceptableRecoveryLag: reader.readInt32(),
      taskOffsetIntervalMs: reader.readInt32(),
      status: reader.readArray(r => ({ code: r.readInt8(), detail: r.readString() })),
      activeTasks: readTasks(reader),
      standbyTasks: readTasks(reader),
      warmupTasks: readTasks(reader),
      endpointInformationEpoch: reader.readInt32(),
      partitionsByUserEndpoint: reader.readNullableArray(r => ({
        endpoint: readStruct(r, readEndpoint),
        activePartitions: readTopicPartitions(r),
        standbyPartitions: readTopicPartitions(r),
      })),
    }
  },
)

function writeSubtopology(writer: Writer, subtopology: StreamsSubtopology): void {
  writer.appendString(subtopology.id)
  writeStrings(writer, subtopology.sourceTopics)
  writeStrings(writer, NO_TOPICS) // source topics by regular expression
  writeTopicInfos(writer, subtopology.stateChangelogTopics)
  writeStrings(writer, subtopology.repartitionSinkTopics)
  writeTopicInfos(writer, subtopology.repartitionSourceTopics)
  writer.appendArray([...subtopology.copartitionGroups], (w, group) => {
    writeInt16s(w, group.sourceTopics)
    writeInt16s(w, []) // source topics by regular expression
    writeInt16s(w, group.repartitionSourceTopics)
  })
}

function readTopicPartitions(reader: Reader) {
  return reader.readArray(r => ({ topic: r.readString(), partitions: readInt32s(r) }))
}

/**
 * Looks for the coordinator until the deadline; once a heartbeat went out it is not repeated. Errors of the group are in the
 * answer. No coordinator is KafkaUnreachable: the member cannot tell it from a broker that is gone.
 */
export async function streamsHeartbeat(cluster: Cluster, request: Request): Promise<Response> {
  const operation = cluster.operation('streams group heartbeat')
  const send = async (connection: Connection) => {
    const response = await streamsHeartbeat0.async(connection, request)
    if (response.error !== null && ASK_AGAIN.has(response.error)) {
      throw kafkaErrorOf(
        response.error === 'NOT_COORDINATOR' ? 16 : 15,
        operation.name,
        response.errorMessage,
      )
    }
    return response
  }
  try {
    return await cluster.retry(
      operation,
      () => cluster.requestCoordinator('group', request.groupId, 'group', operation, send),
      { repeatable: false },
    )
  } catch (error) {
    if (error instanceof KafkaError && error.retriable)
      throw new KafkaUnreachable(operation.name, 'not-sent', error)
    throw error
  }
}

/** What a broker without the streams protocol would say, if it could. */
export function unsupportedHeartbeat(request: Request): Response {
  return {
    ...unchangedAnswer(request, request.memberEpoch, 5_000),
    error: 'UNSUPPORTED_VERSION',
    errorMessage: 'The brokers do not know StreamsGroupHeartbeat: Kafka 4.2 or later is needed',
  }
}
