import type { Generations } from '../../generations/generations.ts'
import { changelogTopic } from '../../graph/topicNames.ts'
import { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { Simulator } from '../../testing/simulation/simulator.ts'
import { readToken } from '../token.ts'
import { applicationId, eventsTopic, partitionOf, partitions, type Row } from './domain.ts'
import { FeedInstance } from './feedInstance.ts'
import { ModelGenerations, twoGenerations } from './modelGenerations.ts'
import { ModelSnapshots } from './modelSnapshots.ts'
import type { Pipe } from './pipe.ts'
import type { CommittedLog, StepOf, World, WorldOptions, Written } from './world.ts'
import { WrittenLog } from './writtenLog.ts'

type Attempt = Pick<StepOf<'write'>, 'isCommitted' | 'openMs' | 'markerMs'> & {
  readonly records: readonly Omit<Written, 'offset'>[]
}

/** One partition of what a generation writes, transaction after transaction. */
interface Writer {
  readonly log: WrittenLog
  readonly attempts: Attempt[]
}

interface ModelGeneration {
  readonly number: number
  readonly id: string
  readonly writers: readonly Writer[]
  readonly snapshots: ModelSnapshots
}

/** How late an instance may hear of a record of the log of generations, ms. */
const hearingMs = 30

/**
 * Two generations that process the same: each with changelogs, instances and feeds of its own. With an odd seed their rules differ. What the
 * clients must be told is written down beside: what the live one commits, and at a switch the rows that become others.
 */
export class GenerationsWorld implements World {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  readonly instances = ['A1', 'A2', 'B1', 'B2']
  readonly rows: readonly (CommittedLog & { readonly committed: Written[] })[]
  readonly events: readonly WrittenLog[]
  readonly #all: readonly ModelGeneration[]
  readonly #news: readonly Writer[]
  readonly #feeds = new Map<string, FeedInstance>()
  readonly #options: WorldOptions
  #truth: Generations
  #isHeld = false
  #isEnding = false
  /** Those that come while intake is held. */
  readonly #waiting: StepOf<'write'>[] = []
  #written = 0
  #switches = 0
  /** When the last switch was, and the one before. */
  #switchedAt = 0
  #switchedBefore = 0

  constructor(options: WorldOptions) {
    this.#options = options
    this.simulator = new Simulator(options.seed)
    this.kafka = new SimulatedKafka(this.simulator, { requestTimeoutMs: 3_000 })
    this.#truth = twoGenerations(applicationId)
    const writersOf = (topic: string) => {
      this.kafka.createTopic(topic, partitions)
      return Array.from({ length: partitions }, (_, partition) => ({
        log: new WrittenLog(this.kafka, topic, partition),
        attempts: [],
      }))
    }
    this.#all = [...this.#truth.generations.values()].map(({ number, id }) => {
      const writers = writersOf(changelogTopic(id, 'rows'))
      const snapshots = new ModelSnapshots(
        this.simulator,
        writers.map(({ log }) => log),
      )
      return { number, id, writers, snapshots }
    })
    this.#news = writersOf(eventsTopic)
    this.events = this.#news.map(({ log }) => log)
    this.rows = Array.from({ length: partitions }, () => ({ committed: [] }))
    for (const name of this.instances) {
      const { id, number, snapshots } = this.#generationOf(name)
      const feed = new FeedInstance(this.simulator, this.kafka, snapshots, options.count, process => ({
        applicationId: id,
        generations: new ModelGenerations({ id, number }, process, () => this.#truth),
      }))
      this.#feeds.set(name, feed)
      feed.start()
    }
  }

  write(step: StepOf<'write'>): void {
    if (this.#isHeld) {
      this.#waiting.push(step)
      return
    }
    const { rows, isCommitted, openMs, markerMs } = step
    for (let partition = 0; partition < partitions; partition++) {
      const own = rows.filter(([key]) => partitionOf(key) === partition)
      if (own.length === 0) continue
      const input = own.map(([key, group]) => ({ key, group, n: ++this.#written }))
      for (const { number, writers } of this.#all) {
        const records = input.map(({ key, group, n }) => ({
          key,
          row: this.#rowOf(number, n, group),
          at: this.kafka.options.startTime + number * 1_000_000 + n,
        }))
        const { attempts } = writers[partition]!
        // Offsets are not the same.
        if (this.simulator.random.chance(0.2))
          attempts.push({ records, isCommitted: false, openMs: 1, markerMs: 1 })
        attempts.push({ records, isCommitted, openMs, markerMs })
        this.simulator.schedule(this.simulator.random.between(0, 60), () => this.#pump(number, partition))
      }
      const told = input.flatMap(({ key, group, n }) =>
        group === null ? [] : [{ key, row: { n, group }, at: this.kafka.options.startTime + n }],
      )
      if (told.length === 0) continue
      this.#news[partition]!.attempts.push({ records: told, isCommitted, openMs, markerMs })
      this.#pump(null, partition)
    }
  }

  switch({ holdMs }: StepOf<'switch'>, tokens: readonly (string | null)[]): void {
    const { live, generations } = this.#truth
    const { id } = generations.get(live)!
    // Of those who come with older ones it is not said what they are told.
    const isBehind = tokens.some(token => token !== null && readToken(token)!.applicationId !== id)
    if (this.#isHeld || this.#isEnding || isBehind) return
    this.#isHeld = true
    this.#options.count('switches', 1)
    const to = live === 1 ? 2 : 1
    const cut = `cut-${++this.#switches}`
    this.#atRest(() => {
      const ends = new Map(
        this.#all.map(({ id, writers }) => [
          changelogTopic(id, 'rows'),
          writers.map(({ log }) => log.log.end),
        ]),
      )
      const quiet = { id: cut, generations: [1, 2], to, timeoutMs: 1, begunAt: 1, positions: new Map() }
      this.#become({ ...this.#truth, cut: { ...quiet, phase: 'quiet', ends } })
      this.simulator.schedule(holdMs, () => {
        const at = this.kafka.options.startTime + 10_000_000 + this.#switches
        this.#change(live, to, at)
        this.#become({
          ...this.#truth,
          cut: null,
          live: to,
          previous: live,
          lastSwitch: { cut, at, from: live, to, ends },
        })
        this.#options.tell('generations', `${to} is live`)
        this.simulator.schedule(hearingMs + 30, () => {
          this.#isHeld = false
          for (const step of this.#waiting.splice(0)) this.write(step)
        })
      })
    })
  }

  isRecent(token: string): boolean {
    if (this.#isHeld) return false
    const { time, applicationId: id } = readToken(token)!
    const { live, lastSwitch, generations } = this.#truth
    return id === generations.get(live)!.id
      ? time >= this.kafka.options.startTime + this.#switchedAt
      : lastSwitch !== null && time >= this.kafka.options.startTime + this.#switchedBefore
  }

  end({ instance, isKilled, awayMs }: StepOf<'end'>): void {
    const feed = this.#feeds.get(this.instances[instance % this.instances.length]!)!
    if (isKilled) feed.kill()
    else feed.stop()
    this.simulator.schedule(awayMs, () => feed.start())
  }

  rebalance({ ms }: StepOf<'rebalance'>): void {
    for (const { snapshots } of this.#all) snapshots.awayUntil = this.simulator.now + ms
  }

  truncate(): void {}

  /** Passed on to whoever is live, as far as is known where it comes. */
  accept(instance: string, pipe: Pipe): void {
    const feed = this.#feeds.get(instance)!
    if (!feed.generations || feed.generations.isLive) {
      feed.accept(pipe)
      return
    }
    const { live } = feed.generations.generations
    const others = this.instances.filter(name => this.#generationOf(name).number === live)
    const other = this.#feeds.get(others[this.simulator.random.between(0, others.length - 1)]!)!
    const { generations } = other
    if (!generations) pipe.cut()
    else
      generations.confirm().then(() => {
        if (generations.isLive) other.accept(pipe)
        else pipe.cut()
      })
  }

  async settle(): Promise<void> {
    this.#isEnding = true
    for (const { snapshots } of this.#all) snapshots.isWell = true
    await this.simulator.run(() => false, this.simulator.now + 8_000)
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.kill()
  }

  #generationOf(instance: string): ModelGeneration {
    return this.#all[instance.endsWith('1') ? 0 : 1]!
  }

  #rowOf(generation: number, n: number, group: string | null): Row | null {
    const isOther = generation === 2 && this.#options.seed % 2 === 1
    if (group === null || (isOther && n % 5 === 0)) return null
    return { n, group: isOther && n % 3 === 0 ? `${group === 'x' ? 'y' : 'x'}` : group }
  }

  #pump(generation: number | null, partition: number): void {
    const writers = generation === null ? this.#news : this.#all[generation - 1]!.writers
    const { log, attempts } = writers[partition]!
    const [next] = attempts
    if (log.isOpen || !next) return
    attempts.shift()
    log.begin(next.records)
    this.simulator.schedule(next.openMs, () => {
      const before = log.committed.length
      log.decide(next.isCommitted)
      if (generation === this.#truth.live)
        this.rows[partition]!.committed.push(...log.committed.slice(before))
      this.simulator.schedule(next.markerMs, () => {
        log.mark()
        this.#pump(generation, partition)
      })
    })
  }

  #atRest(then: () => void): void {
    const writers = [...this.#all.flatMap(each => each.writers), ...this.#news]
    const isBusy = writers.some(({ log, attempts }) => log.isOpen || attempts.length > 0)
    if (!isBusy) then()
    else this.simulator.schedule(5, () => this.#atRest(then))
  }

  /** What becomes of the rows. */
  #change(from: number, to: number, at: number): void {
    for (let partition = 0; partition < partitions; partition++) {
      const [left, right] = [from, to].map(number => {
        const rows = new Map<string, Written>()
        for (const record of this.#all[number - 1]!.writers[partition]!.log.committed)
          record.row === null ? rows.delete(record.key) : rows.set(record.key, record)
        return rows
      }) as [Map<string, Written>, Map<string, Written>]
      for (const key of [...new Set([...left.keys(), ...right.keys()])].sort()) {
        const record = right.get(key)
        if (JSON.stringify(left.get(key)?.row) === JSON.stringify(record?.row)) continue
        this.#options.count('rows that differ', 1)
        this.rows[partition]!.committed.push(record ?? { key, row: null, at, offset: -1 })
      }
    }
  }

  #become(truth: Generations): void {
    if (truth.live !== this.#truth.live) {
      this.#switchedBefore = this.#switchedAt
      this.#switchedAt = this.simulator.now
    }
    this.#truth = truth
    for (const feed of this.#feeds.values())
      this.simulator.schedule(this.simulator.random.between(1, hearingMs), () => feed.generations?.follow())
  }
}
