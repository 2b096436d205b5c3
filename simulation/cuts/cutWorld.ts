import { type CutProgress, cutProgress, type Role } from 'millrace'
import { Random, SimulatedCluster } from 'millrace/testing'
import type { CaseInput } from '../case.ts'
import type { Schedule } from '../schedule.ts'
import { CutLog } from './cutLog.ts'
import { ToldOutputs } from './toldOutputs.ts'

/** How long a phase of a cut may take, ms of virtual time. */
const phaseMs = 12_000

/** A cluster in which cuts are made, and what was written to it so far. */
export class CutWorld {
  readonly cluster: SimulatedCluster
  readonly problems: string[] = []
  readonly random: Random
  readonly #schedule: Schedule
  readonly #log: CutLog
  readonly #told: ToldOutputs
  readonly #coordinator: ReturnType<SimulatedCluster['kafka']['connect']>
  readonly #written: { readonly place: string; readonly offset: number; readonly record: CaseInput }[] = []
  #role: Role = 'live'

  constructor(schedule: Schedule) {
    const { seed, partitions } = schedule
    const { topology, inputs, outputs } = schedule.case
    this.#schedule = schedule
    this.random = new Random(seed ^ 0x5c07)
    this.#log = new CutLog(this.random)
    this.cluster = new SimulatedCluster({
      topology,
      topics: Object.fromEntries([...inputs, ...outputs].map(topic => [topic, partitions])),
      seed,
      program: this.#log.program,
      streams: {
        commitIntervalMs: schedule.commitIntervalMs,
        standbys: schedule.standbys,
        transactionTimeoutMs: 2_000,
        sessionTimeoutMs: 3_000,
        rebalanceTimeoutMs: 3_000,
      },
      kafka: { lateMarkerChance: schedule.lateMarkerChance, sessionTimeoutMs: 3_000 },
    })
    this.#coordinator = this.cluster.kafka.connect('coordinator')
    this.#told = new ToldOutputs(this.cluster, outputs)
  }

  produce(record: CaseInput): void {
    const { topic, key, value, timestamp } = record
    const ends = () => this.#logsOf(topic).map(({ end }) => end)
    const before = ends()
    this.cluster.produce(topic, { key, value: value === null ? null : JSON.stringify(value), timestamp })
    const partition = ends().findIndex((end, i) => end > before[i]!)
    this.#written.push({ place: `${topic}-${partition}`, offset: before[partition]!, record })
  }

  /** Holds, lets all go on to the same place, looks at what is there, and releases. False: given up on the way. */
  async cut(id: string): Promise<boolean> {
    const isQuiet = await this.#stand(id)
    if (isQuiet && this.random.chance(0.5)) {
      this.#role = this.#role === 'live' ? 'shadow' : 'live'
      const role = this.#role
      this.#log.say(control => control.become(role))
    }
    this.cluster.tell('cut', `${id}: release`, { isQuiet, role: this.#role })
    this.#log.say(control => control.release())
    return isQuiet
  }

  /** Once all is quiet: outputs are those of all that was written, rows too. */
  async lookAtAll(): Promise<void> {
    const { isDone } = this.#schedule.case
    for (let waits = 0; isDone && waits < 50 && !isDone(await this.#found(this.#all)); waits++)
      await this.cluster.advance(200)
    await this.cluster.quiet(60_000)
    this.problems.push(...this.#told.look(this.#role), ...(await this.#wrong(this.#all)))
  }

  async #stand(id: string): Promise<boolean> {
    const { random, problems } = this
    this.cluster.tell('cut', `${id}: hold`)
    this.#log.say(control => control.hold(id))
    const held = await this.#reached(id, null)
    if (held === null || random.chance(0.1)) return false
    const positions = new Map([...held.positions!].map(([place, at]) => [place, this.#further(place, at)]))
    this.cluster.tell('cut', `${id}: run to`, Object.fromEntries(positions))
    this.#log.say(control => control.runTo(id, positions))
    if ((await this.#reached(id, positions)) === null || random.chance(0.1)) return false
    this.cluster.tell('cut', `${id}: quiet`)
    if (!(await this.#settled())) return false
    problems.push(...this.#told.look(this.#role))
    const outputs = this.#told.count
    await this.cluster.advance(random.between(0, 1_000))
    problems.push(...this.#told.look(this.#role))
    if (this.#told.count > outputs)
      problems.push(`${id}: ${this.#told.count - outputs} outputs while all is quiet`)
    const below = this.#written.filter(({ place, offset }) => offset < positions.get(place)!)
    if (!this.#schedule.case.isDone)
      problems.push(
        ...(await this.#differing(below.map(({ record }) => record))).map(problem => `${id}: ${problem}`),
      )
    return true
  }

  /** Whoever has not heard that a task is somebody else's answers with its rows as they were: they are asked for again. */
  async #differing(input: readonly CaseInput[]): Promise<readonly string[]> {
    for (let tries = 1; ; tries++) {
      if (!(await this.#settled())) return []
      // Whoever is asked may die before it answers.
      const problems = await this.#wrong(input).catch(error => [String(error)])
      if (problems.length === 0 || tries === 200) return problems
    }
  }

  /** Where it is, or further on: as where another generation is ahead. */
  #further(place: string, at: number): number {
    const [, topic, partition] = /^(.*)-(\d+)$/.exec(place)!
    const { end } = this.#logsOf(topic!)[Number(partition)]!
    return this.random.chance(0.5) ? at : this.random.between(at, Math.max(at, end))
  }

  /** Null: not within the time that a phase may take. */
  async #reached(cut: string, positions: ReadonlyMap<string, number> | null): Promise<CutProgress | null> {
    const { cluster, random } = this
    for (const until = cluster.now + phaseMs; cluster.now < until; ) {
      await cluster.advance(random.between(5, 120))
      const progress = await this.#ask(cut, positions)
      if (progress === null) continue
      if (progress.beyond.length > 0) this.problems.push(`${cut}: beyond it at ${progress.beyond}`)
      if (positions === null ? progress.positions !== null : progress.isQuiet) return progress
    }
    return null
  }

  /** Null: Kafka did not answer. */
  async #ask(cut: string, positions: ReadonlyMap<string, number> | null): Promise<CutProgress | null> {
    let answer: CutProgress | null | undefined
    cutProgress(this.#coordinator, this.cluster.applicationId, cut, positions).then(
      progress => {
        answer = progress
      },
      () => {
        answer = null
      },
    )
    await this.cluster.until(() => answer !== undefined, 120_000)
    return answer ?? null
  }

  /** Every task runs in one place, and all that was written can be read. */
  async #settled(): Promise<boolean> {
    const { cluster } = this
    const tasks = this.#schedule.partitions * this.#schedule.case.topology.subtopologies.length
    for (let waits = 0; waits < 200; waits++) {
      await cluster.advance(100)
      const running = cluster.instances.filter(({ streams }) => streams !== null)
      const ids = running.flatMap(({ streams }) => streams!.status().tasks.map(({ id }) => id))
      const isPlaced = ids.length === tasks && new Set(ids).size === tasks
      const isWell = running.every(({ streams, isPaused }) => streams!.state === 'RUNNING' && !isPaused)
      const isReadable = cluster.kafka.topics.names
        .flatMap(topic => this.#logsOf(topic))
        .every(({ end, lastStableOffset }) => end === lastStableOffset)
      if (isPlaced && isWell && isReadable) return true
    }
    return false
  }

  get #all(): readonly CaseInput[] {
    return this.#written.map(({ record }) => record)
  }

  /** What is wrong with rows and outputs, were the input these records. */
  async #wrong(input: readonly CaseInput[]): Promise<readonly string[]> {
    return this.#schedule.case.check(await this.#found(input))
  }

  async #found(input: readonly CaseInput[]) {
    const rows = new Map<string, ReadonlyMap<string, unknown>>()
    for (const store of this.#schedule.case.topology.stores.keys())
      rows.set(store, await this.cluster.rows(store))
    return {
      input,
      output: (topic: string) => this.#told.of(topic),
      rows: (store: string) => rows.get(store)!,
    }
  }

  #logsOf(topic: string) {
    return this.cluster.kafka.topics.get(topic)!.logs
  }
}
