import { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { Simulator } from '../../testing/simulation/simulator.ts'
import { changelog, eventsTopic, partitionOf, partitions } from './domain.ts'
import { FeedInstance } from './feedInstance.ts'
import { ModelSnapshots } from './modelSnapshots.ts'
import type { Pipe } from './pipe.ts'
import type { StepOf, World, WorldOptions } from './world.ts'
import { WrittenLog } from './writtenLog.ts'

/** Feeds alone: the transactions, and the rows that instances have, are made up. */
export class ModelWorld implements World {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  readonly rows: readonly WrittenLog[]
  readonly events: readonly WrittenLog[]
  readonly instances = ['A', 'B', 'C']
  readonly #feeds: readonly FeedInstance[]
  readonly #snapshots: ModelSnapshots
  readonly #options: WorldOptions
  #written = 0

  constructor(options: WorldOptions) {
    this.#options = options
    this.simulator = new Simulator(options.seed)
    this.kafka = new SimulatedKafka(this.simulator, { requestTimeoutMs: 3_000 })
    const logsOf = (topic: string) => {
      this.kafka.createTopic(topic, partitions)
      return Array.from(
        { length: partitions },
        (_, partition) => new WrittenLog(this.kafka, topic, partition),
      )
    }
    this.rows = logsOf(changelog)
    this.events = logsOf(eventsTopic)
    this.#snapshots = new ModelSnapshots(this.simulator, this.rows)
    this.#feeds = this.instances.map(
      () => new FeedInstance(this.simulator, this.kafka, this.#snapshots, options.count),
    )
    for (const feed of this.#feeds) feed.start()
  }

  write({ rows, isCommitted, openMs, markerMs }: StepOf<'write'>): void {
    for (const partition of this.rows.keys()) {
      const both = [this.rows[partition]!, this.events[partition]!] as const
      if (both.some(({ isOpen }) => isOpen)) continue
      const records = rows
        .filter(([key]) => partitionOf(key) === partition)
        .map(([key, group]) => {
          const n = ++this.#written
          return { key, row: group === null ? null : { n, group }, at: this.kafka.options.startTime + n }
        })
      for (const log of both) {
        const written = log === both[0] ? records : records.filter(({ row }) => row !== null)
        if (written.length === 0) continue
        log.begin(written)
        this.simulator.schedule(openMs, () => {
          log.decide(isCommitted)
          this.#options.tell(
            `${log.topic}[${partition}]`,
            `${isCommitted ? 'committed' : 'aborted'} ${JSON.stringify(written)}`,
          )
          this.simulator.schedule(markerMs, () => log.mark())
        })
      }
    }
  }

  end({ instance, isKilled, awayMs }: StepOf<'end'>): void {
    const feed = this.#feeds[instance % this.#feeds.length]!
    if (isKilled) feed.kill()
    else feed.stop()
    this.simulator.schedule(awayMs, () => feed.start())
  }

  /** Nobody has the rows for so long. */
  rebalance({ ms }: StepOf<'rebalance'>): void {
    this.#snapshots.awayUntil = this.simulator.now + ms
  }

  truncate(step: StepOf<'truncate'>): void {
    for (const logs of [this.rows, this.events]) logs[step.partition % partitions]!.cut()
  }

  accept(instance: string, pipe: Pipe): void {
    this.#feeds[this.instances.indexOf(instance)]!.accept(pipe)
  }

  async settle(): Promise<void> {
    this.#snapshots.isWell = true
    await this.simulator.run(() => false, this.simulator.now + 5_000)
  }

  close(): void {
    for (const feed of this.#feeds) feed.kill()
  }
}
