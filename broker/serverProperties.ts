/** Where one broker of ours listens and keeps its data. */
export interface Place {
  readonly port: number
  readonly controllerPort: number
  readonly logs: string
  /** Further properties, for what only one kind of broker wants. */
  readonly extra?: Readonly<Record<string, string>> | undefined
}

/**
 * What every broker that we start has in common, in Docker as on the JVM: one node, so one replica of everything; few
 * partitions for the internal topics, which a single node has to open one by one; and streams groups that heartbeat
 * and give up on a dead member in seconds, where a production broker takes three quarters of a minute.
 */
export const commonProperties: Readonly<Record<string, string>> = {
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '5',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '5',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.streams.initial.rebalance.delay.ms': '0',
  'group.streams.assignment.interval.ms': '0',
  'group.streams.min.heartbeat.interval.ms': '500',
  'group.streams.heartbeat.interval.ms': '500',
  'group.streams.min.session.timeout.ms': '3000',
  'group.streams.session.timeout.ms': '6000',
}

/**
 * For brokers that tests crash. A restarted broker may register only when the controller has given up on the one that
 * died: 9 s by default, too many to wait for in every test. Not for the application's, where a laptop that stalls for
 * three seconds must not lose its only broker.
 */
export const quickRestart: Readonly<Record<string, string>> = {
  'broker.heartbeat.interval.ms': '500',
  'broker.session.timeout.ms': '3000',
}

/** The properties of a broker and controller in one JVM, reachable from this machine only. */
export function serverProperties({ port, controllerPort, logs, extra }: Place): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    // Static voters: the address is not stored in the metadata log, so the port may change between starts.
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logs,
    ...commonProperties,
    ...extra,
  }
}

/** Writes properties the way java.util.Properties reads them: a backslash (Windows paths) must be doubled. */
export function propertiesFile(properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}`)
  return `${lines.join('\n')}\n`
}

/** The same properties as the variables that the Kafka image reads, where three underscores are a dash. */
export function containerEnvironment(properties: Readonly<Record<string, string>>): Record<string, string> {
  const named = ([key, value]: [string, string]) => [
    `KAFKA_${key.replaceAll('-', '___').replaceAll('.', '_').toUpperCase()}`,
    value,
  ]
  return Object.fromEntries(Object.entries(properties).map(named))
}
