import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { brokerFolder } from './brokerFolder.ts'
import { guardFolder } from './guardFolder.ts'
import { JvmBroker } from './jvmBroker.ts'
import { jvmTools } from './jvmTools.ts'
import { kafkaVersion } from './kafkaVersion.ts'
import { once } from './once.ts'
import { twoFreePorts } from './ports.ts'
import type { RunningBroker } from './runningBroker.ts'
import { quickRestart } from './serverProperties.ts'
import { createTestFolder, removeTestFolder, sweepTestFolders } from './testFolder.ts'
import type { Way } from './way.ts'

/** A Java process on free ports and an empty folder under data/kafka/test, both gone after stop(). */
export const temporaryBroker: Way = {
  how: 'jvm',
  async open(search): Promise<RunningBroker> {
    const tests = join(search.root, 'data', 'kafka', 'test')
    await sweepTestFolders(tests)
    const tools = await jvmTools(search)
    const path = createTestFolder(tests)
    const release = guardFolder(path)
    const [port, controllerPort] = await twoFreePorts()
    const { heapMegabytes, jmxPort } = search.settings
    const options = {
      ...tools,
      port,
      controllerPort,
      heapMegabytes,
      jmxPort,
      extra: quickRestart,
      logLevel: 'info' as const,
    }
    const folder = brokerFolder(path)
    const broker = new JvmBroker(folder, options)
    // Killed and deleted at once: nobody will read the data.
    const stop = once(async () => {
      await broker.kill()
      await removeTestFolder(path)
      release()
    })
    try {
      await search.progress.step(`Starting Kafka ${kafkaVersion} for tests on port ${port}`, () =>
        broker.start(),
      )
    } catch (error) {
      await stop()
      throw error
    }
    let restarts = 0
    const restart = async () => {
      await broker.kill()
      renameSync(folder.logFile, `${folder.logFile}.${++restarts}`)
      await broker.start()
    }
    const description = `Kafka ${kafkaVersion} at 127.0.0.1:${port}, a Java process for this test run`
    return {
      brokers: [`127.0.0.1:${port}`],
      how: 'jvm',
      description,
      stop,
      control: {
        logFile: folder.logFile,
        logs: folder.logs,
        kill: () => broker.kill(),
        shutDown: () => broker.stop(),
        restart,
      },
    }
  },
}
