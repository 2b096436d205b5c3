import type { StreamsHeartbeatRequest, StreamsHeartbeatResponse } from '../../../wire/kafka.ts'
import type { KafkaError } from '../../../wire/kafkaError.ts'

/** The answer that tells nothing new: null means unchanged. */
export function heartbeatAnswer(
  request: StreamsHeartbeatRequest,
  memberEpoch: number,
  heartbeatIntervalMs: number,
): StreamsHeartbeatResponse {
  return {
    error: null,
    errorMessage: null,
    memberId: request.memberId,
    memberEpoch,
    heartbeatIntervalMs,
    acceptableRecoveryLag: 0,
    taskOffsetIntervalMs: 0,
    status: [],
    activeTasks: null,
    standbyTasks: null,
    warmupTasks: null,
    endpointInformationEpoch: 0,
    partitionsByUserEndpoint: null,
  }
}

/** The answer to a heartbeat that could not be carried out. */
export function refusedHeartbeat(
  request: StreamsHeartbeatRequest,
  error: KafkaError,
): StreamsHeartbeatResponse {
  return {
    ...heartbeatAnswer(request, 0, 0),
    memberId: '',
    error: error.kafkaName,
    errorMessage: error.message.split(`(${error.code}): `)[1] ?? null,
  }
}
