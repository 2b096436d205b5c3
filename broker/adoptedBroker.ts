import { join } from 'node:path'
import { BrokerError, WayClosed } from './brokerError.ts'
import { type BrokerFolder, brokerFolder, clusterIdOf } from './brokerFolder.ts'
import { JvmBroker } from './jvmBroker.ts'
import { kafkaVersion } from './kafkaVersion.ts'
import { runsElsewhere } from './messages.ts'
import { type PidFile, readPidFile, writePidFile } from './pidFile.ts'
import { askPort } from './portAnswer.ts'
import { commandLine, endProcess, isAlive } from './processes.ts'
import type { RunningBroker } from './runningBroker.ts'
import type { Way } from './way.ts'

/**
 * The local broker of an earlier run that still lives: its program was killed, or runs beside us. It is taken if it
 * answers on the wanted port as our cluster. Comes before Docker, which would find the port taken.
 */
export const adoptedBroker: Way = {
  how: 'jvm',
  async open(search): Promise<RunningBroker> {
    const folder = brokerFolder(join(search.root, 'data', 'kafka'))
    const left = leftBroker(folder)
    if (left === undefined) throw new WayClosed('')
    const orphan = !isAlive(left.owner)
    if (left.port === search.settings.port && (await isOurs(left, folder))) return adopt(folder, left, orphan)
    if (!orphan) throw new BrokerError(runsElsewhere(left.port, left.pid))
    // It does not answer, or sits on another port; two brokers cannot share the data.
    const text = `Stopping the Kafka that an earlier run left on port ${left.port}`
    await search.progress.step(text, () => endProcess(left.pid, 20_000))
    throw new WayClosed('')
  },
}

/** The pid file's process, if it lives and is the one that was started on this folder. */
export function leftBroker(folder: BrokerFolder): PidFile | undefined {
  const left = readPidFile(folder.pidFile)
  const ours = left !== undefined && isAlive(left.pid) && commandLine(left.pid).includes(folder.properties)
  return ours ? left : undefined
}

async function isOurs(left: PidFile, folder: BrokerFolder): Promise<boolean> {
  const answer = await askPort('127.0.0.1', left.port, 5000)
  return answer.kind === 'kafka' && answer.clusterId === clusterIdOf(folder)
}

/** An orphan becomes ours to stop; a broker whose owner lives is left to it. */
function adopt(folder: BrokerFolder, left: PidFile, orphan: boolean): RunningBroker {
  const where = `Kafka ${kafkaVersion} at 127.0.0.1:${left.port}, Java process ${left.pid}`
  const found = { brokers: [`127.0.0.1:${left.port}`], how: 'jvm' as const }
  if (!orphan)
    return { ...found, description: `${where} of process ${left.owner}`, stop: async () => undefined }
  writePidFile(folder.pidFile, { ...left, owner: process.pid })
  const broker = JvmBroker.of(folder, left.pid)
  return { ...found, description: `${where}, left by an earlier run`, stop: () => broker.stop() }
}
