import { BrokerError, WayClosed } from './brokerError.ts'
import { mustHaveEngine } from './docker.ts'
import { kafkaImage, kafkaVersion } from './kafkaVersion.ts'
import { once } from './once.ts'
import { askPort } from './portAnswer.ts'
import { twoFreePorts } from './ports.ts'
import type { RunningBroker } from './runningBroker.ts'
import { commonProperties, containerEnvironment } from './serverProperties.ts'
import { until } from './until.ts'
import type { Way } from './way.ts'

/** Where clients of this machine come in, inside the container. */
const inner = 29092

/** A container for one test run, through testcontainers, which also removes it when the run is killed. */
export const containerBroker: Way = {
  how: 'docker',
  async open(search): Promise<RunningBroker> {
    await mustHaveEngine(search.environment)
    // Only here: it takes half a second to load, and machines without Docker have no use for it.
    const { GenericContainer, Wait } = await import('testcontainers')
    const [port] = await twoFreePorts()
    const container = new GenericContainer(kafkaImage)
      .withEnvironment(containerEnvironment(containerProperties(port)))
      .withExposedPorts({ container: inner, host: port })
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .withStartupTimeout(300_000)
    const text = `Starting Kafka ${kafkaVersion} in Docker for tests (the first time, its image is fetched)`
    const started = await search.progress
      .step(text, () => container.start())
      .catch((error: unknown) => {
        // No network for the image, no rights: Java may still do.
        throw new WayClosed(`Docker answers, but the Kafka container did not start: ${String(error)}`)
      })
    await answering(port)
    const description = `Kafka ${kafkaVersion} at 127.0.0.1:${port}, in a container for this test run`
    return { brokers: [`127.0.0.1:${port}`], how: 'docker', description, stop: once(() => started.stop()) }
  },
}

/** The port must be the same outside as advertised, so it is chosen before the container exists. */
export function containerProperties(port: number): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': '1@localhost:9093',
    listeners: `PLAINTEXT://:${inner},CONTROLLER://localhost:9093`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': '/tmp/kafka-logs',
    ...commonProperties,
  }
}

/** The log line comes a moment before the forwarded port does. */
async function answering(port: number): Promise<void> {
  const answers = async () => (await askPort('127.0.0.1', port)).kind === 'kafka'
  if (!(await until(answers, { within: 20_000 })))
    throw new BrokerError(`The container's port ${port} does not answer.`)
}
