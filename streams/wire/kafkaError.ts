/** The cluster answered, and the answer was an error. */
export class KafkaError extends Error {
  /** The protocol's number, such as 47. */
  readonly code: number
  /** The protocol's name, such as `INVALID_PRODUCER_EPOCH`. */
  readonly kafkaName: string
  /** Whether Kafka calls it retriable. It was already retried until the request's deadline where that is safe. */
  readonly retriable: boolean

  constructor(
    code: number,
    kafkaName: string,
    retriable: boolean,
    operation: string,
    detail?: string | null,
  ) {
    super(`Kafka refused ${operation}: ${kafkaName} (${code})${detail ? `: ${detail}` : ''}`)
    this.name = 'KafkaError'
    this.code = code
    this.kafkaName = kafkaName
    this.retriable = retriable
  }
}

/** No answer came: no connection, a connection lost, or a deadline passed. */
export class KafkaUnreachable extends Error {
  /** `not-sent`: certainly without effect. `unknown`: the cluster may have carried it out. */
  readonly outcome: 'not-sent' | 'unknown'

  constructor(operation: string, outcome: 'not-sent' | 'unknown', cause?: unknown) {
    super(`No answer from Kafka to ${operation}${cause instanceof Error ? `: ${cause.message}` : ''}`, {
      cause,
    })
    this.name = 'KafkaUnreachable'
    this.outcome = outcome
  }
}
