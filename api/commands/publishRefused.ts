/** The brokers said no; `kafkaName` is Kafka's name of why. */
export class PublishRefused extends Error {
  readonly kafkaName: string

  constructor(topic: string, partition: number, kafkaName: string) {
    super(`Kafka does not take records for ${topic}${partition < 0 ? '' : `[${partition}]`}: ${kafkaName}`)
    this.name = 'PublishRefused'
    this.kafkaName = kafkaName
  }
}

/** The wire's two errors and our own: Kafka is away or will not, and nothing is wrong with the program. */
export const isKafkas = (error: unknown): error is Error =>
  error instanceof Error && ['KafkaUnreachable', 'KafkaError', 'PublishRefused'].includes(error.name)
