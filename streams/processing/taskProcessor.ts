import type { RepartitionNode, SinkNode } from '../graph/node.ts'
import type { StreamRecord } from '../graph/streamRecord.ts'
import type { Subtopology } from '../graph/subtopology.ts'
import { type CompiledSubtopology, compile } from '../operators/compile.ts'
import type { TaskClock } from '../operators/environment.ts'
import type { NodeProbe } from '../operators/nodeProbe.ts'
import type { NodeProbes } from '../operators/nodeProbes.ts'
import { type PrefetchPlan, prefetchPlan } from '../operators/prefetchPlan.ts'
import type { Punctuation } from '../operators/process.ts'
import { Trail } from '../operators/trail.ts'
import { HistorySweep, historyHorizon } from '../stores/history.ts'
import { Journal, type MissingRead } from '../stores/journal.ts'
import type { RowMemory } from '../stores/rowMemory.ts'
import type { RowsFigure } from '../stores/rowsHash.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { Sweep } from '../stores/sweep.ts'
import { TaskStore } from '../stores/taskStore.ts'
import { deadLetterRecord } from './deadLetterRecord.ts'
import {
  type Failure,
  type FailureHandlers,
  type FailureResponse,
  type RawRecord,
  RecordFailed,
} from './failure.ts'
import type { GlobalRows } from './globalRows.ts'
import type { InputRecord } from './inputRecord.ts'
import { loadMissing } from './loadMissing.ts'
import { PunctuationSchedule } from './punctuationSchedule.ts'
import { RecordFollower } from './recordFollower.ts'
import type { RecordObserver } from './recordObserver.ts'
import type { OutputRecord, RecordWriter } from './recordWriter.ts'
import { serializeOutput } from './serializeOutput.ts'

export interface TaskProcessorOptions {
  readonly applicationId: string
  readonly subtopology: Subtopology
  readonly partition: number
  readonly stores: readonly {
    readonly name: string
    readonly database: StateDatabase
    readonly empty: boolean
    readonly historySince?: number
    readonly position?: number
    readonly figure?: RowsFigure | null
  }[]
  /** Shared with the other tasks of the process. */
  readonly memory: RowMemory
  readonly writer: RecordWriter
  readonly globals: GlobalRows
  /** Those of the whole topology, shared with the other tasks of the process. */
  readonly probes: NodeProbes
  readonly handlers: FailureHandlers
  readonly deadLetterTopic: string | null
  /** Event time reached before (kept with the committed offsets); −1 at the very beginning. */
  readonly streamTime: number
  /** Told of every record that was not processed as meant: skipped or dead-lettered. */
  readonly onFailure?: (failure: Failure, response: FailureResponse) => void
  /** Default: nobody looks on; traces go on all the same. */
  readonly observer?: RecordObserver
}

export type SweepRound = () => Promise<{ readonly deleted: number; readonly isEnd: boolean }>

/**
 * The processing of one task, without Kafka around it: the runtime and the test drivers both run this.
 *
 * A record is an attempt: its store writes and outputs count when its processing returns, all of them or none.
 * Everything is synchronous but the fetching of rows that are not in memory.
 */
export class TaskProcessor {
  readonly id: string
  readonly partition: number
  readonly stores: readonly TaskStore[]
  readonly clock: TaskClock
  readonly schedule: PunctuationSchedule
  readonly #options: TaskProcessorOptions
  readonly #journal = new Journal()
  readonly #trail: Trail
  readonly #operators: CompiledSubtopology
  readonly #sourceOf = new Map<string, string>()
  readonly #internal = new Set<string>()
  readonly #follower: RecordFollower
  readonly #sweeps: readonly Sweep[]
  readonly #historySweeps: readonly { readonly store: TaskStore; readonly sweep: HistorySweep }[]
  readonly #plans = new Map<string, PrefetchPlan>()
  readonly #byName = new Map<string, TaskStore>()
  readonly #outputs: {
    readonly node: SinkNode | RepartitionNode
    readonly record: StreamRecord<unknown, unknown>
    readonly probe: NodeProbe
  }[] = []

  constructor(
    options: TaskProcessorOptions,
    topicOf: (source: Subtopology['sources'][number]) => readonly string[],
  ) {
    const { subtopology, partition } = options
    this.#options = options
    this.id = `${subtopology.id}_${partition}`
    this.partition = partition
    this.#follower = new RecordFollower(options.applicationId, this.id, options.observer ?? null)
    this.clock = { timestamp: options.streamTime, streamTime: options.streamTime, source: null }
    for (const { name, database, empty, historySince, position, figure } of options.stores) {
      const spec = subtopology.stores.find(candidate => candidate.name === name)!
      const store = new TaskStore({
        spec,
        partition,
        database,
        journal: this.#journal,
        clock: this.clock,
        memory: options.memory,
        empty,
        ...(figure !== undefined && { figure }),
        ...(historySince !== undefined && { historySince }),
        ...(position !== undefined && { position }),
      })
      this.#byName.set(name, store)
    }
    this.stores = [...this.#byName.values()]
    this.#sweeps = this.stores.filter(({ spec }) => spec.ttlMs !== null).map(store => new Sweep(store))
    this.#historySweeps = this.stores
      .filter(({ history }) => history !== null)
      .map(store => ({
        store,
        sweep: new HistorySweep(store.database, store.name, partition, store.spec.historyMs!),
      }))
    const trail = new Trail(this.id, options.probes, this.clock)
    this.#trail = trail
    this.#operators = compile(subtopology, {
      applicationId: options.applicationId,
      partition,
      clock: this.clock,
      trail,
      store: name => this.#byName.get(name)!,
      globalRow: (table, key) => options.globals.get(table, key),
      emit: (node, record) => this.#outputs.push({ node, record, probe: trail.at! }),
    })
    this.schedule = new PunctuationSchedule(this.#operators.punctuations)
    // What became due while nobody ran is due at the next record.
    if (options.streamTime >= 0) this.schedule.due('stream-time', options.streamTime)
    for (const source of subtopology.sources) {
      for (const topic of topicOf(source)) {
        this.#sourceOf.set(topic, source.name)
        if (source.internal) this.#internal.add(topic)
      }
      this.#plans.set(source.name, prefetchPlan(subtopology, source.name))
    }
  }

  /**
   * Processes records in order. `pause` is asked after each whether to wait for something before the next. Rejects with
   * RecordFailed when a handler says so.
   */
  async process(
    records: readonly InputRecord[],
    pause: () => Promise<void> | null = () => null,
  ): Promise<void> {
    await this.prefetch(records)
    this.#trail.chunk(records.length)
    for (const given of records) {
      const record = this.#follower.take(given, this.#internal.has(given.topic))
      while (!this.#tryRecord(record)) await loadMissing(this.#journal.takeMissing())
      if (!this.schedule.isEmpty) await this.punctuate('stream-time', this.clock.streamTime)
      const pausing = pause()
      if (pausing) await pausing
    }
    await this.#learnReplaced()
    this.#options.memory.trim()
  }

  /** Runs the punctuators that are due. */
  async punctuate(by: 'stream-time' | 'wall-clock', now: number): Promise<boolean> {
    const due = this.schedule.due(by, now)
    for (const punctuation of due) {
      while (!this.#tryPunctuation(punctuation, now)) await loadMissing(this.#journal.takeMissing())
      this.schedule.ran(punctuation, now)
    }
    if (due.length > 0) await this.#learnReplaced()
    return due.length > 0
  }

  /** Tells the handler of a record whose bytes could not be read. Throws RecordFailed when it says so. */
  failedToDeserialize(error: Error, record: RawRecord): void {
    const probe = this.#probeOf(record.topic)
    probe.records++
    this.#answer('deserialize', error, record, probe)
  }

  /** The decoding of records of this topic took so long. */
  decoded(topic: string, ms: number): void {
    this.#probeOf(topic).nanos += ms * 1e6
  }

  /** One step of the deletion of rows whose time is over. Resolves to how many rows it looked at and deleted. Between chunks. */
  async sweep(): Promise<{ readonly looked: number; readonly deleted: number }> {
    let looked = 0
    let deleted = 0
    for (const sweep of this.#sweeps) {
      const step = await sweep.step()
      looked += step.looked
      deleted += step.deleted
    }
    return { looked, deleted }
  }

  /** Whether it has stores whose rows have a time to live. */
  get hasTtl(): boolean {
    return this.#sweeps.length > 0
  }

  get isUncommitted(): boolean {
    return this.stores.some(({ pending, sealed }) => pending.size + sealed.size > 0)
  }

  /** A whole round over all rows that have a time to live, from now on: to be called, between chunks, until it says `isEnd`. */
  sweepRound(): SweepRound {
    const left = this.stores.filter(({ spec }) => spec.ttlMs !== null).map(store => new Sweep(store))
    return async () => {
      const { deleted, isEnd } = await left[0]!.step()
      if (isEnd) left.shift()
      return { deleted, isEnd: left.length === 0 }
    }
  }

  /** One step of the deletion of versions that nobody can ask for any more; `now` is the wall clock's. Between chunks. */
  async sweepHistory(now: number): Promise<{ readonly isBusy: boolean }> {
    let isBusy = false
    for (const { store, sweep } of this.#historySweeps) {
      // What is yet to be committed is not older than what was.
      const horizon = Math.min(historyHorizon(store.spec.historyMs!, now), store.committedStreamTime - 1)
      isBusy = (await sweep.step(horizon)).isBusy || isBusy
    }
    return { isBusy }
  }

  /** Gives back the memory of its rows. */
  close(): void {
    for (const store of this.stores) store.cache.close()
  }

  async prefetch(records: readonly InputRecord[]): Promise<void> {
    const missing: MissingRead[] = []
    const want = (store: TaskStore, key: unknown) => {
      const text = store.keys.toText(key)
      if (!store.has(text)) missing.push({ store, key: text, range: null })
    }
    for (const record of records) {
      const plan = this.#plans.get(this.#sourceOf.get(record.topic)!)!
      if (record.key !== null) for (const name of plan.byKey) want(this.#byName.get(name)!, record.key)
      for (const node of plan.processors) {
        for (const { store, key } of node.processor.prefetch!(record))
          want(this.#byName.get(node.stores[store]!)!, key)
      }
    }
    if (missing.length > 0) await loadMissing(missing)
  }

  async #learnReplaced(): Promise<void> {
    for (const store of this.stores) await store.learnReplaced()
  }

  #tryRecord(record: InputRecord): boolean {
    const { clock } = this
    clock.timestamp = record.timestamp
    clock.source = record
    const enter = this.#operators.sources.get(this.#sourceOf.get(record.topic)!)!
    this.#trail.begin()
    const done = this.#attempt(
      () => enter(record),
      () => record.raw(),
    )
    if (done && record.timestamp > clock.streamTime) clock.streamTime = record.timestamp
    return done
  }

  #tryPunctuation(punctuation: Punctuation, now: number): boolean {
    this.clock.timestamp = punctuation.every.by === 'stream-time' ? now : Math.max(this.clock.streamTime, 0)
    this.clock.source = null
    this.#trail.beginAt(this.#trail.probe(punctuation.node))
    return this.#attempt(() => punctuation.run(now), null)
  }

  /** Returns false when rows have to be loaded first; nothing of the attempt is left then. */
  #attempt(work: () => void, raw: (() => RawRecord) | null): boolean {
    const trail = this.#trail
    let failed: Error | null = null
    try {
      work()
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error))
    }
    if (trail.isTimed) trail.lap(trail.at!)
    if (this.#journal.misses) {
      this.#journal.rollback()
      this.#outputs.length = 0
      trail.takeBack()
      return false
    }
    trail.accept()
    if (failed) return this.#undo('process', failed, raw)
    if (this.#outputs.length > 0) {
      const written = this.#serialize()
      if (written instanceof Error) return this.#undo('produce', written, raw)
      for (let i = 0; i < written.length; i++) {
        this.#options.writer.write(written[i]!, this.partition)
        if (trail.isTimed) trail.lap(this.#outputs[i]!.probe)
      }
      this.#outputs.length = 0
    }
    this.#journal.accept()
    if (this.#follower.isFollowing) this.#follower.leave(null)
    return true
  }

  /** Every output of the record, ready and small enough; or what is wrong with the first that is not. */
  #serialize(): readonly OutputRecord[] | Error {
    const { applicationId, writer } = this.#options
    const trail = this.#trail
    try {
      return this.#outputs.map(({ node, record, probe }) => {
        trail.at = probe
        const plain = serializeOutput(applicationId, node, record)
        const output = this.#follower.isFollowing
          ? this.#follower.follow(plain, node.kind === 'repartition')
          : plain
        writer.check(output)
        if (trail.isTimed) trail.lap(probe)
        return output
      })
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Nothing of the record is kept; its handler says what becomes of it. */
  #undo(stage: 'process' | 'produce', error: Error, raw: (() => RawRecord) | null): true {
    this.#journal.rollback()
    this.#outputs.length = 0
    if (this.#follower.isFollowing) this.#follower.leave(error)
    this.#answer(stage, error, raw?.() ?? null, this.#trail.at!)
    return true
  }

  #probeOf(topic: string): NodeProbe {
    return this.#trail.probe(this.#sourceOf.get(topic)!)
  }

  #answer(stage: Failure['stage'], error: Error, record: RawRecord | null, probe: NodeProbe): void {
    const failure: Failure = { stage, error, record, task: this.id, node: probe.name }
    const { handlers, deadLetterTopic, writer, probes, onFailure } = this.#options
    let response: FailureResponse
    try {
      response = handlers[failure.stage]?.(failure) ?? 'fail'
    } catch {
      response = 'fail'
    }
    if (response === 'dead-letter' && (deadLetterTopic === null || failure.record === null)) response = 'fail'
    probe.fail({
      at: probes.clock.now(),
      stage,
      response,
      error: error.message.slice(0, 1000),
      task: this.id,
      topic: record?.topic ?? null,
      partition: record?.partition ?? null,
      offset: record?.offset ?? null,
    })
    onFailure?.(failure, response)
    if (response === 'fail') throw new RecordFailed(failure)
    if (response === 'skip') return
    writer.write(deadLetterRecord(deadLetterTopic!, failure, failure.record!, writer), this.partition)
  }
}
