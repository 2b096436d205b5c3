import { type Connection, createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { StreamsGroupDescription, StreamsSubtopology } from '../kafka.ts'
import { KafkaError } from '../kafkaError.ts'
import { throwOnError } from '../protocolError.ts'
import {
  readEndpoint,
  readNullable,
  readStrings,
  readStruct,
  readTasks,
  readTopicInfos,
  writeStrings,
} from './streamsTypes.ts'

const NAME = 'describe the streams group'

/** StreamsGroupDescribe 0, by hand. The subtopologies come in another order of fields than in a heartbeat. */
const streamsDescribe0 = createAPI<[string], StreamsGroupDescription>(
  89,
  0,
  (groupId: string) => writeStrings(Writer.create(), [groupId]).appendBoolean(false).appendTaggedFields(),
  (_correlationId, _key, _version, reader) => {
    reader.readInt32() // throttle time
    return reader.readArray(readGroup)[0]!
  },
)

function readGroup(reader: Reader): StreamsGroupDescription {
  throwOnError(reader.readInt16(), NAME, reader.readNullableString())
  const groupId = reader.readString()
  const state = reader.readString()
  const groupEpoch = reader.readInt32()
  reader.readInt32() // assignment epoch
  const topology = readNullable(reader, r => ({
    epoch: r.readInt32(),
    subtopologies: r.readArray(readSubtopology),
  }))
  const members = reader.readArray(readMember)
  reader.readInt32() // authorised operations
  return { groupId, state, groupEpoch, topology, members }
}

/** Which topics are co-partitioned is not told. */
function readSubtopology(reader: Reader): StreamsSubtopology {
  const id = reader.readString()
  const sourceTopics = readStrings(reader)
  const repartitionSinkTopics = readStrings(reader)
  const stateChangelogTopics = readTopicInfos(reader)
  const repartitionSourceTopics = readTopicInfos(reader)
  return {
    id,
    sourceTopics,
    stateChangelogTopics,
    repartitionSinkTopics,
    repartitionSourceTopics,
    copartitionGroups: [],
  }
}

function readMember(reader: Reader): StreamsGroupDescription['members'][number] {
  const memberId = reader.readString()
  const memberEpoch = reader.readInt32()
  reader.readNullableString() // instance id
  reader.readNullableString() // rack id
  reader.readString() // client id
  reader.readString() // client host
  reader.readInt32() // topology epoch
  const processId = reader.readString()
  const userEndpoint = readNullable(reader, readEndpoint)
  reader.readArray(r => [r.readString(), r.readString()]) // client tags
  reader.readArray(readTaskOffset) // task offsets
  reader.readArray(readTaskOffset) // task end offsets
  const { activeTasks, standbyTasks } = readStruct(reader, readAssignment)
  readStruct(reader, readAssignment) // target assignment
  reader.readBoolean() // is classic
  return { memberId, memberEpoch, processId, userEndpoint, activeTasks, standbyTasks }
}

function readAssignment(reader: Reader) {
  const activeTasks = readTasks(reader) ?? []
  const standbyTasks = readTasks(reader) ?? []
  readTasks(reader) // warm-up tasks
  return { activeTasks, standbyTasks }
}

function readTaskOffset(reader: Reader): void {
  reader.readString()
  reader.readInt32()
  reader.readInt64()
}

export async function describeStreamsGroup(
  cluster: Cluster,
  groupId: string,
): Promise<StreamsGroupDescription | null> {
  const operation = cluster.operation(NAME)
  const send = (connection: Connection) => streamsDescribe0.async(connection, groupId)
  try {
    return await cluster.retry(operation, () =>
      cluster.requestCoordinator('group', groupId, 'query', operation, send),
    )
  } catch (error) {
    if (error instanceof KafkaError && error.kafkaName === 'GROUP_ID_NOT_FOUND') return null
    throw error
  }
}
