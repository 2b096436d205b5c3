import type { Topology } from '../../graph/topology.ts'
import type { KafkaStreamsOptions } from '../../runtime/options.ts'
import type { StoreHash } from '../../runtime/storeHash.ts'
import { deserialize } from '../../serdes/deserialize.ts'
import type { Serde } from '../../serdes/serde.ts'
import { BatchBuilder, plainBatch } from '../../wire/records/batchBuilder.ts'
import { partitionForKey } from '../../wire/records/partitioner.ts'
import type { PipedRecord } from '../testDriver.ts'
import type { PartitionLog } from './cluster/partitionLog.ts'
import { SimulatedKafka, type SimulatedKafkaOptions } from './cluster/simulatedKafka.ts'
import { ClusterWatch } from './clusterWatch.ts'
import { committedRecords } from './committedRecords.ts'
import { lagOf } from './lagOf.ts'
import { misplacedTask } from './misplacedTask.ts'
import { openTransaction } from './openTransaction.ts'
import { SimulatedDisk } from './simulatedDisk.ts'
import { SimulatedInstance, type SimulatedProgram } from './simulatedInstance.ts'
import { Simulator } from './simulator.ts'
import { type TraceEvent, traceLine } from './trace.ts'
import { viewIndexProblems } from './viewIndexProblems.ts'

export interface SimulatedClusterOptions {
  readonly topology: Topology
  /** Input and output topics, and how many partitions each has. Internal ones are created as on a real cluster. */
  readonly topics: Readonly<Record<string, number>>
  /** Decides every order and every delay: the same seed gives the same run. */
  readonly seed: number
  /** Default `simulated`. */
  readonly applicationId?: string
  readonly streams?: Omit<KafkaStreamsOptions, 'applicationId' | 'kafka' | 'stateDir' | 'time'>
  readonly kafka?: SimulatedKafkaOptions
  /** Whatever starts finds state as a program left it that knew nothing of hashes. Default false. */
  readonly forgetful?: boolean
  readonly program?: SimulatedProgram
}

/** Longer than an answer, and a write to a disk, take when nobody disturbs them. */
const settlingMs = 2_000

/**
 * Instances of an application on a simulated Kafka and simulated disks, under a virtual clock: the real runtime, and nothing
 * waits for real time. Time passes only inside the methods that return a promise; call them one after the other.
 */
export class SimulatedCluster {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  readonly #options: SimulatedClusterOptions
  readonly #instances = new Map<string, SimulatedInstance>()
  readonly #trace: TraceEvent[] = []
  readonly #watch: ClusterWatch

  constructor(options: SimulatedClusterOptions) {
    this.#options = options
    this.simulator = new Simulator(options.seed)
    this.kafka = new SimulatedKafka(this.simulator, options.kafka ?? {})
    this.#watch = new ClusterWatch(this.kafka, options.topology, this.applicationId, () => this.instances)
    for (const [topic, partitions] of Object.entries(options.topics))
      this.kafka.createTopic(topic, partitions)
  }

  get applicationId(): string {
    return this.#options.applicationId ?? 'simulated'
  }

  /** Virtual milliseconds since the begin. */
  get now(): number {
    return this.simulator.now
  }

  get instances(): readonly SimulatedInstance[] {
    return [...this.#instances.values()]
  }

  /** What happened so far: faults, and what the instances logged. */
  get trace(): readonly TraceEvent[] {
    return this.#trace
  }

  get traceText(): string {
    return this.#trace.map(traceLine).join('\n')
  }

  /** The instance of that name; made, with an empty disk, when it is new. */
  instance(name: string): SimulatedInstance {
    const known = this.#instances.get(name)
    if (known) return known
    const made = new SimulatedInstance(name, new SimulatedDisk(this.simulator, name), {
      simulator: this.simulator,
      kafka: this.kafka,
      topology: this.#options.topology,
      streams: { ...this.#options.streams, applicationId: this.applicationId },
      program: this.#options.program ?? (() => ({})),
      told: (what, details = {}) => this.tell(name, what, details),
      forgetful: this.#options.forgetful ?? false,
      died: () => this.#watch.look(),
    })
    this.#instances.set(name, made)
    return made
  }

  /** Starts a process on the instance's disk. */
  start(name: string): void {
    this.instance(name).start()
  }

  /** Stops it in order, and waits until it is gone. */
  async stop(name: string, options: { readonly leave?: boolean } = {}): Promise<void> {
    const instance = this.instance(name)
    instance.stop(options.leave ?? true)
    await this.until(() => instance.streams === null, 60_000)
  }

  /** Its process dies where it stands. */
  crash(name: string): void {
    this.instance(name).crash()
  }

  /** As a crash, and the newest writes of its disk are lost. */
  cutPower(name: string): void {
    this.instance(name).cutPower()
  }

  /** SIGSTOP: nothing reaches it, and it does nothing. */
  pause(name: string): void {
    this.instance(name).pause()
  }

  /** SIGCONT: all that it missed reaches it at once. */
  wake(name: string): void {
    this.instance(name).wake()
  }

  /**
   * Crashes an instance when it reaches such a point for the n-th time from now. Points are the calls to Kafka by the names of
   * `Kafka`'s methods, `disk get`, `disk range`, `disk write`, …, each as it is (before the call), with ` sent` (after it left)
   * and ` answered` (before the process sees the answer); and `timer`.
   */
  crashAt(name: string, point: RegExp, nth = 1): void {
    const instance = this.instance(name)
    instance.at(point, nth, () => instance.crash())
  }

  /** Writes a record; its order in its partition is the order of the calls. Without a timestamp it takes the virtual clock's. */
  produce(topic: string, record: PipedRecord): void {
    const { key, value, headers } = record
    const partition = record.partition ?? (key === null ? 0 : partitionForKey(key, this.#logs(topic).length))
    const builder = new BatchBuilder()
    builder.append(key, value, record.timestamp ?? this.kafka.time, headers ?? null)
    this.kafka.produce(topic, partition, builder.finish(plainBatch))
  }

  /** All that a reader of committed records sees of a topic from its beginning, partition by partition. */
  read<K, V>(topic: string, key: Serde<K>, value: Serde<V>) {
    return this.#logs(topic).flatMap(log =>
      committedRecords(log).map(record => ({
        ...record,
        key: record.key === null ? null : deserialize(key, record.key),
        value: record.value === null ? null : deserialize(value, record.value),
      })),
    )
  }

  /** The committed rows of a store over all instances, as they would answer queries. Throws when two of them serve one partition. */
  async rows<V>(store: string): Promise<ReadonlyMap<string, V>> {
    const rows = new Map<string, V>()
    const served = new Map<number, string>()
    for (const { name, streams } of this.#instances.values()) {
      if (!streams) continue
      const view = streams.store<string, V>(store)
      if (view.partitions.length === 0) continue
      for (const partition of view.partitions) {
        const other = served.get(partition)
        if (other) throw new Error(`${store}[${partition}] is served by ${other} and ${name}`)
        served.set(partition, name)
      }
      const page = await this.#drive(view.page({ limit: 1000 }))
      for (const [key, value] of page.rows) rows.set(key, value)
    }
    return rows
  }

  /** What is wrong with what the running instances answer by indexes. */
  async indexProblems(): Promise<readonly string[]> {
    const { topology } = this.#options
    const problems: string[] = []
    for (const { name, streams } of this.instances) {
      for (const store of streams ? topology.stores.keys() : []) {
        const found = await this.#drive(viewIndexProblems(store, topology, streams!.store(store)))
        problems.push(...found.map(problem => `${name}: ${problem}`))
      }
    }
    return problems
  }

  /**
   * What is wrong with the hashes of the running instances' rows: each must become known, and be what a scan of those very rows finds; and of
   * one store partition at one position all instances must say the same. To be asked when quiet.
   */
  async hashProblems(): Promise<readonly string[]> {
    const running = this.instances.filter(({ streams }) => streams !== null)
    const unknown = () =>
      running.flatMap(({ name, streams }) =>
        (streams?.hashes() ?? [])
          .filter(({ hash }) => hash === null)
          .map(each => `${name}: ${labelOf(each)}`),
      )
    await this.until(() => unknown().length === 0, 120_000).catch(() => {})
    const problems = unknown().map(which => `${which} has rows whose hash nobody knows`)
    const said = new Map<string, string>()
    for (const { name, streams } of running) {
      if (!streams) continue
      const snapshot = await this.#drive(streams.cutSnapshot('check'))
      for (const kept of snapshot.hashes) {
        const { store, partition, rows, hash, offset } = kept
        const scanned = await this.#drive(snapshot.scan(store, partition))
        if (hash !== null && (scanned.hash !== hash || scanned.rows !== rows))
          problems.push(`${name}: ${labelOf(kept)}, and a scan finds ${scanned.rows} rows, ${scanned.hash}`)
        const where = `${store}[${partition}] at ${offset}`
        const others = said.get(where)
        if (hash !== null && others !== undefined && others !== hash)
          problems.push(`${name}: ${labelOf(kept)}, and another says ${others}`)
        if (hash !== null) said.set(where, hash)
      }
      snapshot.close()
    }
    return problems
  }

  /** Lets virtual time pass. */
  async advance(ms: number): Promise<void> {
    await this.simulator.run(() => false, this.now + ms)
  }

  /** Lets virtual time pass until the condition holds. Throws when it does not within `ms`. */
  async until(condition: () => boolean, ms: number): Promise<void> {
    if (!(await this.simulator.run(condition, this.now + ms)))
      throw new Error(`Not reached within ${ms} ms of virtual time`)
  }

  /**
   * Lets virtual time pass until every instance that has a process is RUNNING, every task runs in one place, all input is processed
   * and committed, that has been so for two seconds, in which the answers of the last commits came and their rows were written,
   * and no transaction is open. Throws when that is not so within `ms`, and says what is missing.
   */
  async quiet(ms = 120_000): Promise<void> {
    const limit = this.now + ms
    let since: number | null = null
    for (;;) {
      const undone = this.#undone()
      since = undone === null ? (since ?? this.now) : null
      const open = openTransaction(this.kafka)
      if (since !== null && this.now - since >= settlingMs && open === null) return
      const missing = undone ?? open
      if (missing !== null && this.now > limit)
        throw new Error(`Not quiet after ${ms} ms of virtual time: ${missing}`)
      await this.advance(170) // in no step with the commits
    }
  }

  /**
   * What held no longer at some moment so far: state on a disk that is not what is committed below its position, committed
   * offsets that went back, state set aside though nothing was wrong with it. Looked at in every crash and now.
   */
  violations(): readonly string[] {
    this.#watch.look()
    return this.#watch.problems()
  }

  /** Adds to the trace. */
  tell(who: string, what: string, details: object = {}): void {
    this.#trace.push({ at: this.now, who, what, details })
  }

  #undone(): string | null {
    const running = this.instances.filter(({ streams }) => streams !== null)
    if (running.length === 0) return 'no instance runs'
    for (const { name, streams, isPaused } of running) {
      if (isPaused) return `${name} is paused`
      if (streams!.state !== 'RUNNING') return `${name} is ${streams!.state}`
      const writing = streams!
        .status()
        .tasks.find(({ stores }) => stores.some(store => store.uncommittedRows > 0))
      if (writing) return `${name} has yet to write rows of ${writing.id}`
    }
    return (
      misplacedTask(this.kafka, this.#options.topology, this.applicationId, running) ??
      lagOf(this.kafka, this.#options.topology, this.applicationId)
    )
  }

  #logs(topic: string): readonly PartitionLog[] {
    const found = this.kafka.topics.get(topic)
    if (!found) throw new Error(`The cluster has no topic "${topic}"`)
    return found.logs
  }

  /** Lets virtual time pass until the promise is settled. */
  async #drive<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    const done = promise.finally(() => {
      settled = true
    })
    done.catch(() => {})
    if (!(await this.simulator.run(() => settled, this.now + 60_000)))
      throw new Error('The simulated Kafka did not answer within a minute of virtual time')
    return done
  }
}

const labelOf = ({ store, partition, role, rows, hash, offset }: StoreHash) =>
  `${store}[${partition}] (${role}) at ${offset} is said to have ${rows} rows, ${hash}`
