import type { SimulatedConnection } from '../../testing/simulation/cluster/simulatedConnection.ts'
import type { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { processKafka } from '../../testing/simulation/processKafka.ts'
import { SimulatedProcess } from '../../testing/simulation/simulatedProcess.ts'
import type { Simulator } from '../../testing/simulation/simulator.ts'
import { Feed, type FeedOptions } from '../feed.ts'
import type { SnapshotSource } from '../snapshotSource.ts'
import { applicationId, topic, topology, view } from './domain.ts'
import type { ModelGenerations } from './modelGenerations.ts'
import type { Pipe } from './pipe.ts'

const heartbeatMs = 150
const windowMs = 10_000

export type GenerationOptions = Pick<FeedOptions, 'applicationId'> & {
  readonly generations: ModelGenerations
}

/** An instance as its subscribers know it: a feed in a process that ends and begins again. */
export class FeedInstance {
  readonly #simulator: Simulator
  readonly #kafka: SimulatedKafka
  readonly #snapshots: SnapshotSource
  #life: {
    readonly process: SimulatedProcess
    readonly connection: SimulatedConnection
    readonly feed: Feed
    readonly generations: ModelGenerations | null
  } | null = null
  readonly #pipes = new Set<Pipe>()
  #lives = 0

  readonly #count: (what: string, n: number) => void
  readonly #ofGeneration: ((process: SimulatedProcess) => GenerationOptions) | null

  constructor(
    simulator: Simulator,
    kafka: SimulatedKafka,
    snapshots: SnapshotSource,
    count: (what: string, n: number) => void,
    ofGeneration: ((process: SimulatedProcess) => GenerationOptions) | null = null,
  ) {
    this.#ofGeneration = ofGeneration
    this.#count = count
    this.#simulator = simulator
    this.#kafka = kafka
    this.#snapshots = snapshots
  }

  start(): void {
    if (this.#life) return
    const process = new SimulatedProcess(this.#simulator, `feed.${++this.#lives}`)
    const connection = this.#kafka.connect(process.name)
    const own = this.#ofGeneration?.(process) ?? null
    const feed = new Feed({
      kafka: processKafka(connection, process),
      applicationId,
      topology,
      views: [view as never],
      topics: [topic],
      snapshots: { page: (...query) => process.call('page', () => this.#snapshots.page(...query)) },
      windowMs,
      clientBytes: 500,
      frameBytes: 200,
      coalesceMs: 60,
      patienceMs: 5_000,
      time: process.time,
      ...own,
    })
    this.#life = { process, connection, feed, generations: own?.generations ?? null }
    own?.generations.onFollowed(({ live }) => {
      if (live !== own.generations.generation.number) void feed.leave().then(() => this.#hangUp())
    })
    this.#beat(process)
  }

  get generations(): ModelGenerations | null {
    return this.#life?.generations ?? null
  }

  /** A client comes. */
  accept(pipe: Pipe): void {
    if (!this.#life) {
      pipe.cut()
      return
    }
    this.#pipes.add(pipe)
    pipe.open(this.#life.feed)
  }

  kill(): void {
    if (!this.#life) return
    const { process, connection, feed } = this.#life
    this.#life = null
    this.#counted(feed)
    process.kill()
    connection.crash()
    this.#hangUp()
  }

  stop(): void {
    if (!this.#life) return
    const { process, connection, feed } = this.#life
    this.#life = null
    this.#counted(feed)
    void feed.close()
    this.#simulator.schedule(30, () => {
      process.kill()
      connection.crash()
      this.#hangUp()
    })
  }

  #counted(feed: Feed): void {
    const { conflated, outran, closedSlow, failed, resumed, crossed } = feed.status()
    for (const [what, n] of Object.entries({ conflated, outran, closedSlow, failed, resumed, crossed }))
      this.#count(what, n)
  }

  #hangUp(): void {
    for (const pipe of this.#pipes) pipe.cut()
    this.#pipes.clear()
  }

  #beat(process: SimulatedProcess): void {
    process.time.after(heartbeatMs, () => {
      for (const pipe of this.#pipes) pipe.heartbeat(new Date(process.time.now()).toISOString())
      this.#beat(process)
    })
  }
}
