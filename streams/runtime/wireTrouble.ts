import { StreamsError } from './streamsError.ts'

/** What an error from Kafka asks the runtime to do. The one place where Kafka's names are judged. */
export type Remedy = 'recover' | 'check-fence' | 'stop'

const refusals = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'CORRUPT_MESSAGE',
  'INVALID_TOPIC_EXCEPTION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'INVALID_TRANSACTION_TIMEOUT',
])

const fences = new Set(['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH'])

export function remedyFor(error: unknown): Remedy {
  const name = kafkaName(error)
  if (name === null) return 'stop'
  if (fences.has(name)) return 'check-fence'
  return refusals.has(name) ? 'stop' : 'recover'
}

/**
 * Whether a reader who was refused just asks again. Not where offsets wait behind a transaction: it may be our own, whose
 * markers a recovery writes again.
 */
export function passes(error: unknown): boolean {
  return remedyFor(error) === 'recover' && !waitsForTransaction(error)
}

/** Offsets that a transaction holds, which has not ended for as long as a request may take. */
export function waitsForTransaction(error: unknown): boolean {
  return kafkaName(error) === 'UNSTABLE_OFFSET_COMMIT'
}

/** The error as the application sees it when it stops. */
export function fatal(error: unknown): Error {
  const name = kafkaName(error)
  if (name !== null && refusals.has(name)) {
    return new StreamsError(
      'WRITE_REFUSED',
      `${(error as Error).message}. Mend the topic's limits or the rights of this client, then start again.`,
      error,
    )
  }
  return error instanceof Error ? error : new Error(String(error))
}

/** Kafka's name of an error; 'UNREACHABLE' when there was no answer; null when it is not Kafka's. */
function kafkaName(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (error.name === 'KafkaUnreachable') return 'UNREACHABLE'
  return 'kafkaName' in error && typeof error.kafkaName === 'string' ? error.kafkaName : null
}
