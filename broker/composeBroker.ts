import { BrokerError, WayClosed } from './brokerError.ts'
import { docker, mustHaveEngine } from './docker.ts'
import { lastLines } from './explainExit.ts'
import { kafkaVersion } from './kafkaVersion.ts'
import { portTaken } from './messages.ts'
import { once } from './once.ts'
import { portHolder } from './portHolder.ts'
import type { RunningBroker } from './runningBroker.ts'
import type { Search, Way } from './way.ts'

/** The `kafka` service of docker-compose.yml, for the application. Its data is in the compose project's volume. */
export const composeBroker: Way = {
  how: 'docker',
  async open(search): Promise<RunningBroker> {
    await mustHaveEngine(search.environment)
    const { port } = search.settings
    const ran = await isRunning(search)
    if (!ran) await up(search)
    const description = `Kafka ${kafkaVersion} at 127.0.0.1:${port}, in Docker (compose service kafka)`
    const stop = ran ? async () => undefined : once(() => compose(search, ['stop', 'kafka'], 60_000))
    return { brokers: [`127.0.0.1:${port}`], how: 'docker', description, stop }
  },
}

async function isRunning(search: Search): Promise<boolean> {
  const { ok, output } = await compose(
    search,
    ['ps', '--status', 'running', '--format', '{{.Ports}}', 'kafka'],
    20_000,
  )
  // Running on another port is not what was asked for: `up` then moves it.
  return ok && output.includes(`:${search.settings.port}->`)
}

async function up(search: Search): Promise<void> {
  const { port } = search.settings
  const text = `Starting Kafka ${kafkaVersion} in Docker on port ${port} (the first time, its image is fetched)`
  const { ok, output } = await search.progress.step(text, () =>
    compose(search, ['up', '--detach', '--wait', 'kafka'], 600_000),
  )
  if (ok) return
  if (/port is already allocated|address already in use/i.test(output)) {
    throw new BrokerError(portTaken(port, portHolder(port)))
  }
  // No compose plugin, no network for the image, no rights: Java may still do.
  throw new WayClosed(
    `Docker answers, but docker compose failed: ${lastLines(output, 3).replaceAll('\n', ' ')}`,
  )
}

function compose(search: Search, args: readonly string[], timeout: number) {
  const { port, heapMegabytes } = search.settings
  const environment = { ...search.environment, KAFKA_PORT: String(port), KAFKA_HEAP: `${heapMegabytes}m` }
  return docker(['compose', ...args], { environment, cwd: search.root, timeout })
}
