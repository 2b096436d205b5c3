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
  if (error.name === 'KafkaError' && error.message.includes('SASL_AUTHENTICATION_FAILED'))
    return `${error.message}\nKAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD say how the cabinet logs in.`
  if (error.name === 'KafkaError' && error.message.includes('_AUTHORIZATION_FAILED'))
    return `${error.message}\nKafka does not allow that to KAFKA_SASL_USERNAME: docs/production.md lists what the cabinet needs, and the script that grants it.`
  if (error.name === 'KafkaUnreachable' || error.name === 'KafkaError')
    return `${error.message}\nKafka must be reachable to start. KAFKA_BROKERS names another; unset, one is started here.`
  return error.stack ?? error.message
}
