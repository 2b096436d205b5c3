import type { GroupMember, StreamsHeartbeatRequest, StreamsHeartbeatResponse } from './kafka.ts'

/** A StreamsGroupHeartbeat that tells nothing new: null means unchanged. */
export function unchangedHeartbeat(
  { groupId, memberId, memberEpoch }: GroupMember,
  endpointInformationEpoch = 0,
): StreamsHeartbeatRequest {
  return {
    groupId,
    memberId,
    memberEpoch,
    endpointInformationEpoch,
    rebalanceTimeoutMs: -1,
    topology: null,
    activeTasks: null,
    standbyTasks: null,
    warmupTasks: null,
    processId: null,
    userEndpoint: null,
    clientTags: null,
    shutdownApplication: false,
  }
}

/** The answer that tells nothing new. */
export function unchangedAnswer(
  { memberId }: StreamsHeartbeatRequest,
  memberEpoch: number,
  heartbeatIntervalMs: number,
): StreamsHeartbeatResponse {
  return {
    error: null,
    errorMessage: null,
    memberId,
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
