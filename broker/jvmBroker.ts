import { readFileSync, writeFileSync } from 'node:fs'
import { BrokerError } from './brokerError.ts'
import { type BrokerFolder, clusterIdOf, prepareFolder } from './brokerFolder.ts'
import { newClusterId } from './clusterId.ts'
import { explainExit, lastLines } from './explainExit.ts'
import { type JavaProcessOptions, javaProcess } from './javaProcess.ts'
import { availableMegabytes, fits } from './memory.ts'
import { noMemory, startTooSlow } from './messages.ts'
import { jmxFlags } from './metrics/jmxFlags.ts'
import { removePidFile, writePidFile } from './pidFile.ts'
import { askPort } from './portAnswer.ts'
import { endProcess, isAlive, killProcess } from './processes.ts'
import { propertiesFile, serverProperties } from './serverProperties.ts'
import { until } from './until.ts'

export interface JvmBrokerOptions extends JavaProcessOptions {
  readonly port: number
  readonly controllerPort: number
  readonly jmxPort?: number | undefined
  /** Further server properties. */
  readonly extra?: Readonly<Record<string, string>>
}

const startSeconds = 60
const stopGrace = 20_000

/** One Kafka process on one data folder. Not for concurrent use: await each call before the next. */
export class JvmBroker {
  readonly #folder: BrokerFolder
  readonly #options: JvmBrokerOptions | undefined
  #pid: number | undefined

  constructor(folder: BrokerFolder, options?: JvmBrokerOptions) {
    this.#folder = folder
    this.#options = options
  }

  /** A process that runs already. It can be stopped and killed, not started. */
  static of(folder: BrokerFolder, pid: number): JvmBroker {
    const broker = new JvmBroker(folder)
    broker.#pid = pid
    return broker
  }

  get pid(): number | undefined {
    return this.#pid
  }

  /** Formats the folder if it is new, starts the process, and resolves when it answers as this cluster. */
  async start(): Promise<void> {
    const options = this.#options
    if (options === undefined) throw new Error('an adopted broker cannot be started')
    const available = availableMegabytes()
    if (!fits(options.heapMegabytes, available))
      throw new BrokerError(noMemory(options.heapMegabytes, available))
    const folder = this.#folder
    prepareFolder(folder)
    writeFileSync(folder.properties, propertiesFile(serverProperties({ ...options, logs: folder.logs })))
    const clusterId = clusterIdOf(folder) ?? (await this.#format(options))
    const flags = options.jmxPort === undefined ? [] : jmxFlags(options.jmxPort)
    const pid = await javaProcess({ ...options, flags }, ['kafka.Kafka', folder.properties], folder.logFile)
    this.#pid = pid
    writePidFile(folder.pidFile, { pid, port: options.port, owner: process.pid })
    try {
      await this.#ready(pid, clusterId, options)
    } catch (error) {
      await this.kill()
      throw error
    }
  }

  /** A controlled shutdown; after 20 s the process is killed. Idempotent. */
  async stop(): Promise<void> {
    await this.#end(pid => endProcess(pid, stopGrace))
  }

  /** What a power cut does. Idempotent. */
  async kill(): Promise<void> {
    await this.#end(killProcess)
  }

  async #end(how: (pid: number) => Promise<void>): Promise<void> {
    const pid = this.#pid
    if (pid === undefined) return
    await how(pid)
    this.#pid = undefined
    removePidFile(this.#folder.pidFile)
  }

  async #format(options: JvmBrokerOptions): Promise<string> {
    const folder = this.#folder
    const clusterId = newClusterId()
    const main = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', folder.properties]
    const pid = await javaProcess(options, main, folder.logFile)
    await until(() => !isAlive(pid), { within: startSeconds * 1000, every: 20 })
    if (clusterIdOf(folder) !== clusterId) throw this.#explained(options)
    return clusterId
  }

  async #ready(pid: number, clusterId: string, options: JvmBrokerOptions): Promise<void> {
    let ended = false
    const settled = async () => {
      ended = !isAlive(pid)
      if (ended) return true
      const answer = await askPort('127.0.0.1', options.port)
      return answer.kind === 'kafka' && answer.clusterId === clusterId && answer.brokers > 0
    }
    const inTime = await until(settled, { within: startSeconds * 1000 })
    if (ended) throw this.#explained(options)
    if (!inTime)
      throw new BrokerError(startTooSlow(startSeconds, lastLines(this.#log(), 15), this.#folder.logFile))
  }

  #explained({ port, heapMegabytes }: JvmBrokerOptions): BrokerError {
    const { logFile, logs } = this.#folder
    const available = availableMegabytes()
    return new BrokerError(
      explainExit({
        log: this.#log(),
        logFile,
        folder: logs,
        port,
        heapMegabytes,
        availableMegabytes: available,
      }),
    )
  }

  #log(): string {
    return readFileSync(this.#folder.logFile, 'utf8')
  }
}
