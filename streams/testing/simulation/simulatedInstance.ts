import type { Topology } from '../../graph/topology.ts'
import { KafkaStreams } from '../../runtime/kafkaStreams.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { KafkaStreamsOptions } from '../../runtime/options.ts'
import type { Time } from '../../runtime/time.ts'
import type { SimulatedConnection } from './cluster/simulatedConnection.ts'
import type { SimulatedKafka } from './cluster/simulatedKafka.ts'
import { processKafka } from './processKafka.ts'
import type { SimulatedDisk } from './simulatedDisk.ts'
import { SimulatedProcess } from './simulatedProcess.ts'
import type { Simulator } from './simulator.ts'

/** What the program around the streams does. Asked at each start of a process; `time` is the process's. */
export type SimulatedProgram = (
  name: string,
  time: Time,
) => {
  readonly streams?: Pick<KafkaStreamsOptions, 'catchUp'>
  /** Before `start`. */
  readonly made?: (streams: KafkaStreams) => void
}

export interface SimulatedInstanceOptions {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  readonly topology: Topology
  readonly streams: Omit<KafkaStreamsOptions, 'kafka' | 'stateDir' | 'time'>
  readonly program: SimulatedProgram
  /** Whatever starts finds state without hashes. */
  readonly forgetful: boolean
  readonly told: (event: string, details?: object) => void
  /** A process is gone; its disk is as it left it. */
  readonly died: () => void
}

/** A place where processes of an application run, one after the other, on one disk. */
export class SimulatedInstance {
  readonly name: string
  readonly #options: SimulatedInstanceOptions
  #disk: SimulatedDisk
  #process: SimulatedProcess | null = null
  #connection: SimulatedConnection | null = null
  #streams: KafkaStreams | null = null
  #lives = 0
  #traps: Trap[] = []
  /** What ended the last process by itself. */
  ended: Error | null = null

  constructor(name: string, disk: SimulatedDisk, options: SimulatedInstanceOptions) {
    this.name = name
    this.#disk = disk
    this.#options = options
  }

  get disk(): SimulatedDisk {
    return this.#disk
  }

  /** The running process's streams; null while none runs. */
  get streams(): KafkaStreams | null {
    return this.#streams
  }

  get connection(): SimulatedConnection | null {
    return this.#connection
  }

  get isPaused(): boolean {
    return this.#process?.isPaused ?? false
  }

  /** Starts a process. What becomes of it shows in `streams` and `ended`. */
  start(): void {
    if (this.#streams) throw new Error(`${this.name} runs already`)
    const { simulator, kafka, topology, told, program } = this.#options
    const process = new SimulatedProcess(simulator, `${this.name}.${++this.#lives}`)
    process.reached = point => this.#reached(point)
    const connection = kafka.connect(process.name)
    const around = program(this.name, process.time)
    const streams = new KafkaStreams(topology, {
      logger: this.#logger(process),
      ...this.#options.streams,
      ...around.streams,
      stateDir: this.#disk.homeOf(process),
      kafka: processKafka(connection, process),
      time: process.time,
    })
    this.#process = process
    this.#connection = connection
    this.#streams = streams
    this.ended = null
    if (this.#options.forgetful) this.#disk.forgetHashes()
    told('starts', { disk: this.#disk.name })
    const over = (error: Error | null) => {
      if (process.isDead) return
      told(
        error ? 'ended by itself' : 'ended',
        error ? { code: 'code' in error ? error.code : undefined, error: String(error) } : {},
      )
      this.ended = error
      this.#gone()
    }
    // A failed start rejects `done` as well.
    streams.done.then(
      () => over(null),
      error => over(error as Error),
    )
    around.made?.(streams)
    streams.start().catch(() => {})
  }

  /** Asks the process to stop; it is gone once `streams` is null. */
  stop(leave: boolean): void {
    this.#options.told('told to stop', { leave })
    void this.#streams?.stop({ leave })
  }

  /** The process dies where it stands. */
  crash(): void {
    if (!this.#process) return
    this.#options.told('crashes')
    this.#gone()
  }

  /** The machine dies: as `crash`, and the disk loses what it had not synced. */
  cutPower(): void {
    this.crash()
    this.#options.told('power cut', { lostBatches: this.#disk.cutPower() })
  }

  pause(): void {
    if (!this.#process) return
    this.#options.told('pauses')
    this.#process.pause()
  }

  wake(): void {
    if (!this.isPaused) return
    this.#options.told('wakes')
    this.#process!.wake()
  }

  /** Another disk in the place of this one. */
  useDisk(disk: SimulatedDisk): void {
    if (this.#streams) throw new Error(`${this.name} runs: its disk is in use`)
    this.#disk = disk
  }

  /** Acts when a process of this instance reaches such a point for the n-th time from now. */
  at(point: RegExp, nth: number, act: () => void): void {
    this.#traps.push({ point, left: nth, act })
  }

  forgetTraps(): void {
    this.#traps = []
  }

  #reached(point: string): void {
    if (this.#traps.length === 0) return
    for (const trap of this.#traps) {
      if (!trap.point.test(point) || --trap.left > 0) continue
      this.#traps = this.#traps.filter(other => other !== trap)
      this.#options.told(`reached: ${point}`)
      trap.act()
      return
    }
  }

  #gone(): void {
    this.#process?.kill()
    this.#connection?.crash()
    this.#process = null
    this.#connection = null
    this.#streams = null
    this.#options.died()
  }

  #logger(process: SimulatedProcess): Logger {
    const log = (details: object, message: string) => {
      if (!process.isDead) this.#options.told(message, details)
    }
    return { info: log, warn: log, error: log }
  }
}

interface Trap {
  readonly point: RegExp
  left: number
  readonly act: () => void
}
