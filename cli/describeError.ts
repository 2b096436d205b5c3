import { StreamsError, streamsErrorCodes } from 'millrace'

/** Messages that were written for people; everything else shows where it came from. */
const forPeople = new Set([
  'ConfigError',
  'BrokerError',
  'StartError',
  'TooManyEvents',
  'TopicsError',
  'RecordFailed',
  'StateDirectoryLocked',
  'StateCorrupt',
  'StateFailed',
])

/** An error as the terminal shows it: what is wrong and what to do. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof StreamsError)
    return `${error.message}\n${error.code}: ${streamsErrorCodes[error.code]}`
  if (forPeople.has(error.name)) return error.message
  if (error.name === 'KafkaUnreachable' || error.name === 'KafkaError')
    return `${error.message}\nKafka must be reachable to start. KAFKA_BROKERS names another; unset, one is started here.`
  return error.stack ?? error.message
}
