import { StreamsError, type StreamsErrorCode } from 'millrace'

/** What another start meets again, until somebody has done something about it. */
const codes: ReadonlySet<StreamsErrorCode> = new Set([
  'BAD_OPTIONS',
  'STREAMS_PROTOCOL_MISSING',
  'GROUP_PROTOCOL_MISMATCH',
  'TOPOLOGY_LOSES',
  'TOPOLOGY_REFUSED',
  'TOPIC_MISSING',
  'INPUT_LOST',
  'FENCED',
  'STATE_NEWER',
  'RECORD_FAILED',
  'RECORD_TOO_LARGE',
  'WRITE_REFUSED',
])

/** Whether an instance that ended with this error would end the same way if it were started again. */
export function wouldRepeat(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof StreamsError) return codes.has(error.code)
  return ['ConfigError', 'TopicsError', 'RecordFailed'].includes(error.name)
}
