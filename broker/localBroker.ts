import { join } from 'node:path'
import { BrokerError } from './brokerError.ts'
import { type BrokerFolder, brokerFolder, clusterIdOf } from './brokerFolder.ts'
import { JvmBroker } from './jvmBroker.ts'
import { jvmTools } from './jvmTools.ts'
import { kafkaVersion } from './kafkaVersion.ts'
import { foreignKafka, portTaken } from './messages.ts'
import { askPort } from './portAnswer.ts'
import { portHolder } from './portHolder.ts'
import { portIsFree } from './ports.ts'
import type { RunningBroker } from './runningBroker.ts'
import type { Way } from './way.ts'

/** Java runs Kafka on data/kafka: the checkout's own broker, whose data outlives it. */
export const localBroker: Way = {
  how: 'jvm',
  async open(search): Promise<RunningBroker> {
    const folder = brokerFolder(join(search.root, 'data', 'kafka'))
    const { port, heapMegabytes, jmxPort } = search.settings
    const tools = await jvmTools(search)
    await mustBeFree(port, folder)
    await mustBeFree(port + 1, folder)
    const options = { ...tools, port, controllerPort: port + 1, heapMegabytes, jmxPort }
    const broker = new JvmBroker(folder, options)
    await search.progress.step(`Starting Kafka ${kafkaVersion} on port ${port}`, () => broker.start())
    const description = `Kafka ${kafkaVersion} at 127.0.0.1:${port}, Java process ${broker.pid}`
    return { brokers: [`127.0.0.1:${port}`], how: 'jvm', description, stop: () => broker.stop() }
  },
}

async function mustBeFree(port: number, folder: BrokerFolder): Promise<void> {
  if (await portIsFree(port)) return
  const answer = await askPort('127.0.0.1', port)
  const holder = portHolder(port)
  if (answer.kind === 'kafka' && answer.clusterId !== clusterIdOf(folder)) {
    throw new BrokerError(foreignKafka(port, answer.clusterId, holder))
  }
  throw new BrokerError(portTaken(port, holder))
}
