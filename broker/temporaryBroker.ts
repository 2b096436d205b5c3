import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leftBroker } from './adoptedBroker.ts'
import { brokerFolder } from './brokerFolder.ts'
import { JvmBroker } from './jvmBroker.ts'
import { jvmTools } from './jvmTools.ts'
import { kafkaVersion } from './kafkaVersion.ts'
import { twoFreePorts } from './ports.ts'
import { isAlive, killProcess } from './processes.ts'
import type { RunningBroker } from './runningBroker.ts'
import { quickRestart } from './serverProperties.ts'
import type { Way } from './way.ts'

/** A Java process on free ports and an empty folder under data/kafka/test, both gone after stop(). */
export const temporaryBroker: Way = {
  how: 'jvm',
  async open(search): Promise<RunningBroker> {
    const tests = join(search.root, 'data', 'kafka', 'test')
    mkdirSync(tests, { recursive: true })
    await sweep(tests)
    const tools = await jvmTools(search)
    const path = mkdtempSync(join(tests, 'broker-'))
    writeFileSync(join(path, 'owner'), String(process.pid))
    const [port, controllerPort] = await twoFreePorts()
    const { heapMegabytes } = search.settings
    const options = { ...tools, port, controllerPort, heapMegabytes, extra: quickRestart }
    const broker = new JvmBroker(brokerFolder(path), options)
    const end = endedWithUs(broker, path)
    try {
      await search.progress.step(`Starting Kafka ${kafkaVersion} for tests on port ${port}`, () =>
        broker.start(),
      )
    } catch (error) {
      await end()
      throw error
    }
    const restart = async () => {
      await broker.kill()
      await broker.start()
    }
    const description = `Kafka ${kafkaVersion} at 127.0.0.1:${port}, a Java process for this test run`
    const control = { kill: () => broker.kill(), restart }
    return { brokers: [`127.0.0.1:${port}`], how: 'jvm', description, stop: end, control }
  },
}

/** Ends what killed test runs left: brokers whose owner is gone, and their data. */
async function sweep(tests: string): Promise<void> {
  for (const name of readdirSync(tests)) {
    const path = join(tests, name)
    if (ownerLives(path)) continue
    const left = leftBroker(brokerFolder(path))
    if (left !== undefined) await killProcess(left.pid)
    remove(path)
  }
}

function ownerLives(path: string): boolean {
  try {
    return isAlive(Number(readFileSync(join(path, 'owner'), 'utf8')))
  } catch {
    return false
  }
}

/** Kills and deletes at once: nobody will read the data. Also when the test process exits without calling it. */
function endedWithUs(broker: JvmBroker, path: string): () => Promise<void> {
  const atExit = () => {
    if (broker.pid !== undefined) process.kill(broker.pid, 'SIGKILL')
  }
  process.once('exit', atExit)
  return async () => {
    await broker.kill()
    process.off('exit', atExit)
    remove(path)
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}
