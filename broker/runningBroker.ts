/** How a broker was come by: named by KAFKA_BROKERS, run by Docker, or run by Java on this machine. */
export type How = 'configured' | 'docker' | 'jvm'

/** A Kafka that answers. */
export interface RunningBroker {
  /** Bootstrap addresses, `host:port`. */
  readonly brokers: string[]
  readonly how: How
  /** One line for people: what it is, where it is, who runs it. */
  readonly description: string
  /** Ends what finding it started, and nothing else. Idempotent; resolves when the process is gone. */
  stop(): Promise<void>
  /** Only on a broker of one's own (`startTestBroker({ own: true })`): lets a test crash it. */
  readonly control?: BrokerControl
}

export interface BrokerControl {
  /** What it writes; gone after `stop`. What it wrote before it was restarted is beside it, numbered. */
  readonly logFile: string
  /** The folders of its partitions; gone after `stop`. */
  readonly logs: string
  /** SIGKILL: no controlled shutdown, no last flush. Resolves when the process is gone. */
  kill(): Promise<void>
  /** A controlled shutdown, as an operator would. Resolves when the process is gone. */
  shutDown(): Promise<void>
  /** Starts it again on the same port and data; kills it first if it runs. Resolves when it answers. */
  restart(): Promise<void>
}
