import { SimulatedCluster } from '../../testing/simulation/simulatedCluster.ts'
import type { SnapshotPage, SnapshotQuery } from '../snapshotSource.ts'
import {
  applicationId,
  changelog,
  eventsTopic,
  fits,
  inputTopic,
  partitionOf,
  partitions,
  type Row,
  topology,
} from './domain.ts'
import { FeedInstance } from './feedInstance.ts'
import { LoggedRecords } from './loggedRecords.ts'
import type { Pipe } from './pipe.ts'
import type { StepOf, World, WorldOptions } from './world.ts'

const settleMs = 120_000

/** The real runtime on simulated machines, with a feed beside each instance. */
export class ClusterWorld implements World {
  readonly instances = ['A', 'B', 'C']
  readonly rows: readonly LoggedRecords[]
  readonly events: readonly LoggedRecords[]
  readonly #cluster: SimulatedCluster
  readonly #feeds: readonly FeedInstance[]
  #written = 0

  constructor({ seed, count }: WorldOptions) {
    this.#cluster = new SimulatedCluster({
      topology,
      applicationId,
      topics: { [inputTopic]: partitions, [eventsTopic]: partitions },
      seed,
      streams: { standbys: seed % 3 },
      kafka: { requestTimeoutMs: 3_000 },
    })
    const logsOf = (topic: string) =>
      Array.from({ length: partitions }, (_, partition) => new LoggedRecords(this.kafka, topic, partition))
    this.rows = logsOf(changelog)
    this.events = logsOf(eventsTopic)
    const snapshots = { page: (...query: Parameters<ClusterWorld['page']>) => this.page(...query) }
    this.#feeds = this.instances.map(() => new FeedInstance(this.simulator, this.kafka, snapshots, count))
    for (const [i, name] of this.instances.entries()) {
      this.#cluster.start(name)
      this.#feeds[i]!.start()
    }
  }

  get simulator() {
    return this.#cluster.simulator
  }

  get kafka() {
    return this.#cluster.kafka
  }

  write({ rows }: StepOf<'write'>): void {
    for (const [key, group] of rows) {
      const n = ++this.#written
      const value = group === null ? null : JSON.stringify({ n, group })
      const timestamp = this.kafka.options.startTime + n
      this.#cluster.produce(inputTopic, { key, value, timestamp, partition: partitionOf(key) })
    }
  }

  end({ instance, isKilled, awayMs }: StepOf<'end'>): void {
    const index = instance % this.instances.length
    const name = this.instances[index]!
    if (isKilled) this.#cluster.crash(name)
    else this.#cluster.instance(name).stop(true)
    if (isKilled) this.#feeds[index]!.kill()
    else this.#feeds[index]!.stop()
    this.simulator.schedule(awayMs, () => this.#begin(index))
  }

  /** One of them does nothing for so long, and comes back to find that others have its tasks. */
  rebalance({ ms }: StepOf<'rebalance'>): void {
    const name = this.instances[ms % this.instances.length]!
    this.#cluster.pause(name)
    this.simulator.schedule(ms, () => this.#cluster.wake(name))
  }

  /** Of the events alone: rows need their changelog. */
  truncate(step: StepOf<'truncate'>): void {
    const partition = step.partition % partitions
    this.events[partition]!.look()
    const log = this.kafka.topics.log({ topic: eventsTopic, partition })!
    this.kafka.truncateBefore(eventsTopic, partition, log.lastStableOffset)
  }

  accept(instance: string, pipe: Pipe): void {
    this.#feeds[this.instances.indexOf(instance)]!.accept(pipe)
  }

  async settle(): Promise<void> {
    await this.simulator.run(() => false, this.simulator.now + 20_000)
    for (const index of this.instances.keys()) this.#begin(index)
    await this.#cluster.quiet(settleMs)
  }

  close(): void {
    for (const [index, feed] of this.#feeds.entries()) {
      feed.kill()
      this.#cluster.crash(this.instances[index]!)
    }
  }

  /** From any instance that runs the partition, or follows it. */
  async page(
    store: string,
    partition: number,
    { where = {}, ...query }: SnapshotQuery,
  ): Promise<SnapshotPage | null> {
    const { random } = this.simulator
    const running = this.#cluster.instances.filter(({ streams, isPaused }) => streams !== null && !isPaused)
    for (let left = running.length; left > 0; left--) {
      const [{ streams }] = running.splice(random.between(0, left - 1), 1) as [(typeof running)[number]]
      const view = streams!.store<string, Row>(store)
      if (![...view.partitions, ...view.standbys.map(each => each.partition)].includes(partition)) continue
      const reading = view.at(partition).readPage({ ...query, limit: random.between(1, 3) })
      // One that dies while it reads says nothing more.
      const late = new Promise<null>(resolve => void this.simulator.schedule(1_000, () => resolve(null)))
      const page = await Promise.race([reading, late])
      if (page === null) return null
      const rows = page.rows.filter(([key, row]) => fits(where, key, row))
      return { rows, next: page.next, ...page.sources[0]! }
    }
    return null
  }

  #begin(index: number): void {
    const name = this.instances[index]!
    if (!this.#cluster.instance(name).streams) this.#cluster.start(name)
    this.#feeds[index]!.start()
  }
}
