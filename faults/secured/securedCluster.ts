import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connectKafka, type Kafka } from 'millrace'
import type { KafkaOptions } from 'millrace/wire'
import { type BrokerFolder, brokerFolder, prepareFolder } from '../../broker/brokerFolder.ts'
import { newClusterId } from '../../broker/clusterId.ts'
import { guardFolder } from '../../broker/guardFolder.ts'
import { javaProcess } from '../../broker/javaProcess.ts'
import { type JvmTools, jvmTools } from '../../broker/jvmTools.ts'
import { writePidFile } from '../../broker/pidFile.ts'
import { freePorts } from '../../broker/ports.ts'
import { killProcess } from '../../broker/processes.ts'
import { terminalProgress } from '../../broker/progress.ts'
import { propertiesFile } from '../../broker/serverProperties.ts'
import { readSettings } from '../../broker/settings.ts'
import { createTestFolder, removeTestFolder } from '../../broker/testFolder.ts'
import { until } from '../until.ts'
import { type Doors, nodeName, operator, securedProperties } from './securedProperties.ts'

const root = join(import.meta.dirname, '..', '..')
const script = (name: string) => join(root, 'deploy', 'secured', name)
/** As they are called in Kafka's distribution, which the jars are not. */
const tools = {
  'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
  'kafka-configs.sh': 'kafka.admin.ConfigCommand',
  'kafka-storage.sh': 'kafka.tools.StorageTool',
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
}
const nodes = [1, 2, 3]
const heapMegabytes = 400
const patienceMs = 300_000
/** What it allows is logged too. */
const authorizerLog = '-Dorg.slf4j.simpleLogger.log.kafka.authorizer.logger=debug'

/** Three brokers as processes of this machine, as `securedProperties` says, with their certificates. Not for concurrent use. */
export class SecuredCluster {
  /** The folder of what deploy/secured/certificates.sh made. */
  readonly secrets: string
  /** Where clients come in. */
  readonly brokers: readonly string[]
  readonly #jvm: JvmTools
  readonly #doors: readonly Doors[]
  readonly #folders: readonly BrokerFolder[]
  readonly #pids = new Map<number, number>()
  readonly #releases: readonly (() => void)[]
  readonly #bin: string
  readonly #operator: KafkaOptions
  #kills = 0

  static async start(): Promise<SecuredCluster> {
    const environment = process.env
    const settings = readSettings(environment)
    const jvm = await jvmTools({ root, environment, settings, progress: terminalProgress() })
    const ports = await freePorts(3 * nodes.length)
    const doors = nodes.map((_, i) => ({
      clients: ports[3 * i]!,
      internal: ports[3 * i + 1]!,
      controller: ports[3 * i + 2]!,
    }))
    const cluster = new SecuredCluster(jvm, doors)
    try {
      const clusterId = newClusterId()
      await Promise.all(nodes.map(id => cluster.#format(id, clusterId)))
      await Promise.all(nodes.map(id => cluster.startNode(id)))
      await until(
        async () => (await cluster.#registered()) === nodes.length,
        patienceMs,
        () => `The brokers do not begin:\n${cluster.logs()[0]!.slice(-3_000)}`,
      )
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  private constructor(jvm: JvmTools, doors: readonly Doors[]) {
    this.#jvm = jvm
    this.#doors = doors
    const tests = join(root, 'data', 'kafka', 'test')
    this.#folders = nodes.map(() => brokerFolder(createTestFolder(tests)))
    this.#releases = this.#folders.map(({ path }) => guardFolder(path))
    for (const folder of this.#folders) prepareFolder(folder)
    const { path } = this.#folders[0]!
    this.#bin = join(path, 'bin')
    mkdirSync(this.#bin)
    for (const [name, main] of Object.entries(tools)) {
      const lines = `#!/bin/sh\nexec ${jvm.java} -Xmx128m -cp '${jvm.libs}/*' ${main} "$@"\n`
      writeFileSync(join(this.#bin, name), lines, { mode: 0o755 })
    }
    this.secrets = join(path, 'secrets')
    mkdirSync(this.secrets)
    execFileSync('sh', [script('certificates.sh'), this.secrets, ...nodes.map(nodeName)])
    this.brokers = doors.map(({ clients }) => `localhost:${clients}`)
    this.#operator = {
      brokers: doors.map(({ internal }) => `localhost:${internal}`),
      clientId: operator,
      tls: {
        ca: this.secret('ca.pem'),
        pfx: readFileSync(join(this.secrets, `${operator}.p12`)),
        passphrase: this.secret('password'),
      },
    }
  }

  /** The content of one of the secrets. */
  secret(name: string): string {
    return readFileSync(join(this.secrets, name), 'utf8')
  }

  /** By certificate, as one who may do everything. */
  asOperator(): Promise<Kafka> {
    return connectKafka(this.#operator)
  }

  /** Makes the user, and allows it what deploy/acls.ts says, by the script that the compose file runs. */
  async addUser(user: string): Promise<void> {
    const at = [this.#operator.brokers.join(), join(this.secrets, 'operator.properties')]
    await this.#run('sh', script('init.sh'), ...at, join(this.secrets, 'cabinet-password'), user, user)
    const sha256 = `SCRAM-SHA-256=[password=${this.secret('cabinet-password')}]`
    const of = ['--entity-type', 'users', '--entity-name', user]
    await this.#tool('kafka-configs.sh', '--alter', ...of, '--add-config', sha256)
  }

  async startNode(id: number): Promise<void> {
    const folder = this.#folders[id - 1]!
    const options = { ...this.#jvm, heapMegabytes, flags: [authorizerLog], logLevel: 'info' as const }
    const pid = await javaProcess(options, ['kafka.Kafka', folder.properties], folder.logFile)
    this.#pids.set(id, pid)
    writePidFile(folder.pidFile, { pid, port: this.#doors[id - 1]!.clients, owner: process.pid })
  }

  /** What a power cut does. */
  async killNode(id: number): Promise<void> {
    await killProcess(this.#pids.get(id)!)
    const { logFile } = this.#folders[id - 1]!
    renameSync(logFile, `${logFile}.${++this.#kills}`)
  }

  /** Resolves when all brokers are there and no replica lacks anything. */
  async becomesWhole(): Promise<void> {
    const isThere = async () => (await this.#registered()) === nodes.length
    await until(isThere, patienceMs, () => 'A broker does not come back')
    const isInSync = async () => {
      const lacking = await this.#tool('kafka-topics.sh', '--describe', '--under-replicated-partitions')
      return lacking.trim() === ''
    }
    await until(isInSync, patienceMs, () => 'Replicas do not catch up')
  }

  /** How many brokers have a replica of the partition, such as `patient.created-0`. */
  replicasOf(partition: string): number {
    return this.#folders.filter(({ logs }) => existsSync(join(logs, partition))).length
  }

  /** What each of them logged up to now, also before it was killed. */
  logs(): readonly string[] {
    return this.#folders.map(({ path }) =>
      readdirSync(path)
        .filter(name => name.startsWith('broker.log'))
        .map(name => readFileSync(join(path, name), 'utf8'))
        .join(''),
    )
  }

  /** Ends the brokers and deletes everything. */
  async stop(): Promise<void> {
    for (const pid of this.#pids.values()) await killProcess(pid)
    for (const { path } of this.#folders) await removeTestFolder(path)
    for (const release of this.#releases) release()
  }

  async #format(id: number, clusterId: string): Promise<void> {
    const { logs, properties } = this.#folders[id - 1]!
    const password = this.secret('password')
    const settings = securedProperties({ id, doors: this.#doors, logs, secrets: this.secrets, password })
    writeFileSync(properties, propertiesFile(settings))
    await this.#run(join(this.#bin, 'kafka-storage.sh'), 'format', '-t', clusterId, '-c', properties)
  }

  async #registered(): Promise<number> {
    const kafka = await connectKafka({ ...this.#operator, requestTimeoutMs: 1_000 }).catch(() => null)
    const metadata = await kafka?.metadata([]).catch(() => null)
    await kafka?.close()
    return metadata?.brokers.length ?? 0
  }

  /** As the operator; resolves to what it printed. */
  #tool(name: keyof typeof tools, ...args: readonly string[]): Promise<string> {
    const config = ['--command-config', join(this.secrets, 'operator.properties')]
    const at = ['--bootstrap-server', this.#operator.brokers.join(), ...config]
    return this.#run(join(this.#bin, name), ...at, ...args)
  }

  async #run(command: string, ...args: readonly string[]): Promise<string> {
    const env = { ...process.env, PATH: `${this.#bin}:${process.env.PATH}` }
    const { stdout } = await promisify(execFile)(command, args, { env })
    return stdout
  }
}
