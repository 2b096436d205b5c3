import { generationsTopic } from '../../graph/topicNames.ts'
import type { Topology } from '../../graph/topology.ts'
import type { Time } from '../../runtime/time.ts'
import type { SimulatedConnection } from '../../testing/simulation/cluster/simulatedConnection.ts'
import type { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { processKafka } from '../../testing/simulation/processKafka.ts'
import { SimulatedDisk } from '../../testing/simulation/simulatedDisk.ts'
import { SimulatedProcess } from '../../testing/simulation/simulatedProcess.ts'
import type { Simulator } from '../../testing/simulation/simulator.ts'
import type { FetchRequest, Kafka } from '../../wire/kafka.ts'
import type { GenerationInstance } from '../generationInstance.ts'
import { openGeneration } from '../openGeneration.ts'

export interface PlaceOptions {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  readonly topology: Topology
  readonly generation: number
  readonly told: (what: string, details?: object) => void
}

/** A disk of one generation on which processes run, one after the other. */
export class Place {
  readonly name: string
  readonly #options: PlaceOptions
  readonly #disk: SimulatedDisk
  #lives = 0
  #deafUntil = 0
  #process: SimulatedProcess | null = null
  #connection: SimulatedConnection | null = null
  instance: GenerationInstance | null = null
  /** Codes of what ended processes by itself. */
  readonly ends: string[] = []

  constructor(name: string, options: PlaceOptions) {
    this.name = name
    this.#options = options
    this.#disk = new SimulatedDisk(options.simulator, name)
  }

  get isUp(): boolean {
    return this.#process !== null
  }

  get connection(): SimulatedConnection | null {
    return this.#connection
  }

  /** Between what it knows from the log and its joining so much time passes. */
  start(joinAfterMs = 0): void {
    if (this.#process) return
    const { simulator, kafka, topology, generation, told } = this.#options
    const process = new SimulatedProcess(simulator, `${this.name}.${++this.#lives}`)
    const connection = kafka.connect(process.name)
    const log = (details: object, message: string) => {
      if (!process.isDead) told(message, details)
    }
    this.#process = process
    this.#connection = connection
    told('starts')
    const gone = (error: unknown) => {
      if (process.isDead) return
      const code = error instanceof Error ? String('code' in error ? error.code : error.message) : 'stopped'
      told('ended by itself', { code, error: String(error) })
      this.ends.push(code)
      this.#gone()
    }
    const run = async () => {
      const instance = await openGeneration(topology, {
        applicationId: 'app',
        generation,
        kafka: this.#deafened(processKafka(connection, process), process.time),
        stateDir: this.#disk.homeOf(process),
        time: process.time,
        commitIntervalMs: 40,
        transactionTimeoutMs: 2_000,
        sessionTimeoutMs: 3_000,
        rebalanceTimeoutMs: 3_000,
        logger: { info: log, warn: log, error: log },
      })
      this.instance = instance
      if (joinAfterMs > 0) await process.time.sleep(joinAfterMs)
      await Promise.all([instance.start(), instance.done])
    }
    run().then(() => gone(null), gone)
  }

  crash(): void {
    if (!this.#process) return
    this.#options.told('crashes')
    this.#gone()
  }

  /** It leaves: others have its tasks at once. */
  stop(): void {
    if (!this.instance) return
    this.#options.told('told to stop')
    void this.instance.stop()
  }

  pause(): void {
    this.#process?.pause()
    this.#options.told('pauses')
  }

  wake(): void {
    if (!this.#process?.isPaused) return
    this.#options.told('wakes')
    this.#process.wake()
  }

  /** The log of generations cannot be read for so long, whatever else can. */
  deafen(ms: number): void {
    this.#options.told('is deaf', { ms: Math.round(ms) })
    this.#deafUntil = this.#options.simulator.now + ms
  }

  #deafened(kafka: Kafka, time: Time): Kafka {
    const topic = generationsTopic('app')
    return new Proxy(kafka, {
      get: (target, name) => {
        if (name !== 'fetch') return Reflect.get(target, name, target) as unknown
        return async (broker: number, request: FetchRequest) => {
          if (request.partitions.some(partition => partition.topic === topic))
            await time.sleep(this.#deafUntil - time.elapsed())
          return target.fetch(broker, request)
        }
      },
    })
  }

  #gone(): void {
    this.#process?.kill()
    this.#connection?.crash()
    this.#process = null
    this.#connection = null
    this.instance = null
  }
}
