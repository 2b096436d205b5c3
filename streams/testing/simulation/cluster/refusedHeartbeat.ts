import { unchangedAnswer } from '../../../wire/heartbeat.ts'
import type { StreamsHeartbeatRequest, StreamsHeartbeatResponse } from '../../../wire/kafka.ts'
import type { KafkaError } from '../../../wire/kafkaError.ts'

/** The answer to a heartbeat that could not be carried out. */
export function refusedHeartbeat(
  request: StreamsHeartbeatRequest,
  error: KafkaError,
): StreamsHeartbeatResponse {
  return {
    ...unchangedAnswer(request, 0, 0),
    memberId: '',
    error: error.kafkaName,
    errorMessage: error.message.split(`(${error.code}): `)[1] ?? null,
  }
}
