import { repartitionTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { NodeProbes } from '../operators/nodeProbes.ts'
import type { Failure, FailureHandlers, FailureResponse } from '../processing/failure.ts'
import { GlobalRows } from '../processing/globalRows.ts'
import type { OutputRecord } from '../processing/recordWriter.ts'
import { TaskProcessor } from '../processing/taskProcessor.ts'
import { deserialize } from '../serdes/deserialize.ts'
import type { Serde } from '../serdes/serde.ts'
import { historyStore } from '../stores/historyStore.ts'
import { writeIndexChanges } from '../stores/indexChanges.ts'
import { indexStore } from '../stores/indexStore.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { addFigures, noRows, type RowsFigure } from '../stores/rowsHash.ts'
import { sealedChanges, writeChanges } from '../stores/sealedChange.ts'
import { decodeRow } from '../stores/storedValue.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import { partitionForKey } from '../wire/records/partitioner.ts'
import { deepFreeze } from './deepFreeze.ts'
import { figureOf } from './figureOf.ts'
import { historyProblems } from './historyProblems.ts'
import { indexProblems } from './indexProblems.ts'
import { readTestRecord } from './readTestRecord.ts'
import { TestPartitions, type TestRecord } from './testPartitions.ts'

export interface TestDriverOptions {
  readonly applicationId?: string
  /** Partitions of every topic. Default 1. */
  readonly partitions?: number
  /** The virtual clock's first moment, milliseconds. Default 0. */
  readonly startTime?: number
  readonly errors?: FailureHandlers
  readonly deadLetterTopic?: string
  /** Store reads always go to the database first, so that records are repeated as in a run with a small cache. */
  readonly cold?: boolean
  /**
   * Which of the partitions that have records is read next; for tests of arrival orders. Gets the candidates in the order
   * in which their first records came. Default: the first.
   */
  readonly choose?: (candidates: readonly { readonly topic: string; readonly partition: number }[]) => number
}

export interface PipedRecord {
  readonly key: string | Uint8Array | null
  readonly value: string | Uint8Array | null
  /** Default: the virtual clock. */
  readonly timestamp?: number
  readonly headers?: TestRecord['headers']
  /** Default: by the key; without a key, 0. */
  readonly partition?: number
}

/**
 * Runs a whole topology without a broker: real serdes, operators, stores and repartition topics over several partitions,
 * under a clock that only the test moves. Values are deeply frozen, so a processor that mutates one fails.
 */
export class TestDriver {
  readonly #topology: Topology
  readonly #applicationId: string
  readonly #globals: GlobalRows
  readonly #partitionCount: number
  readonly #partitions: TestPartitions
  readonly #tasks: TaskProcessor[] = []
  readonly #readers = new Map<string, TaskProcessor[]>()
  readonly #database = new MemoryDatabase()
  readonly #memory: RowMemory
  /** Every record that was not processed as meant, with the handler's answer. */
  readonly failures: { readonly failure: Failure; readonly response: FailureResponse }[] = []
  #now: number

  constructor(topology: Topology, options: TestDriverOptions = {}) {
    this.#topology = topology
    this.#applicationId = options.applicationId ?? 'test'
    this.#partitionCount = options.partitions ?? 1
    this.#partitions = new TestPartitions(options.choose)
    this.#now = options.startTime ?? 0
    this.#memory = new RowMemory(options.cold ? 0 : Number.POSITIVE_INFINITY)
    this.#globals = new GlobalRows(topology.globals.values())
    const probes = new NodeProbes(topology.nodes, { now: () => this.#now, elapsed: () => 0 })
    for (const subtopology of topology.subtopologies) {
      for (let partition = 0; partition < this.#partitionCount; partition++) {
        const task = new TaskProcessor(
          {
            applicationId: this.#applicationId,
            subtopology,
            partition,
            stores: subtopology.stores.map(({ name }) => ({
              name,
              database: this.#database,
              empty: !options.cold,
              figure: noRows,
            })),
            memory: this.#memory,
            globals: this.#globals,
            probes,
            writer: { check: () => {}, write: (record, own) => this.#write(record, own) },
            handlers: options.errors ?? {},
            deadLetterTopic: options.deadLetterTopic ?? null,
            streamTime: -1,
            onFailure: (failure, response) => this.failures.push({ failure, response }),
          },
          source => this.#topicsOf(source),
        )
        this.#tasks.push(task)
        for (const topic of subtopology.sources.flatMap(source => this.#topicsOf(source))) {
          const readers = this.#readers.get(topic) ?? []
          readers[partition] = task
          this.#readers.set(topic, readers)
        }
      }
    }
  }

  get now(): number {
    return this.#now
  }

  /** Puts a record into an input topic and runs everything that follows from it, to the end, and commits. */
  async pipe(topic: string, ...records: readonly PipedRecord[]): Promise<void> {
    for (const record of records) this.add(topic, record)
    await this.run()
  }

  /** Puts a record into an input topic without running. */
  add(topic: string, record: PipedRecord): void {
    const global = this.#globals.specs.find(spec => spec.topic === topic)
    if (global) {
      const bytes = (data: string | Uint8Array | null) => (data === null ? null : Buffer.from(data as string))
      this.#globals.apply(global.name, bytes(record.key), bytes(record.value))
      return
    }
    if (!this.#readers.has(topic)) throw new Error(`The topology does not read topic "${topic}"`)
    this.#write(
      {
        topic,
        partition: record.partition ?? null,
        key: record.key,
        value: record.value,
        timestamp: record.timestamp ?? this.#now,
        headers: record.headers ?? [],
      },
      0,
    )
  }

  /** Runs until no input is left, then commits. */
  async run(): Promise<void> {
    for (let record = this.#partitions.take(); record; record = this.#partitions.take()) {
      const task = this.#readers.get(record.topic)![record.partition]!
      const input = readTestRecord(record, this.#sourceOf(record.topic), (error, raw) =>
        task.failedToDeserialize(error, raw),
      )
      if (input) await task.process([input])
    }
    await this.commit()
  }

  /** Moves the virtual clock and runs the wall-clock punctuators that become due. */
  async advance(ms: number): Promise<void> {
    for (const task of this.#tasks) await task.punctuate('wall-clock', this.#now)
    this.#now += ms
    for (const task of this.#tasks) await task.punctuate('wall-clock', this.#now)
    await this.run()
  }

  async commit(): Promise<void> {
    for (const task of this.#tasks) {
      await task.sweep()
      await task.sweepHistory(this.#now)
    }
    for (const store of this.#tasks.flatMap(task => task.stores)) {
      store.seal()
      for (const row of store.sealed.values()) deepFreeze(row.value)
      const batch = this.#database.batch()
      writeChanges(store, sealedChanges(store), batch)
      await writeIndexChanges(store, batch)
      await batch.write()
      store.committed()
    }
    this.#memory.trim()
  }

  /** What was written to a topic since the last call, oldest first. */
  read<K, V>(topic: string, key: Serde<K>, value: Serde<V>) {
    return this.#partitions.drain(topic).map(record => ({
      key: record.key === null ? null : deserialize(key, record.key),
      value: record.value === null ? null : deserialize(value, record.value),
      timestamp: record.timestamp,
      partition: record.partition,
      headers: record.headers,
    }))
  }

  /** The committed rows of a store, of one partition or of all, by the order of their keys. */
  async rows<V>(name: string, partition?: number): Promise<ReadonlyMap<string, V>> {
    const stores = this.#storesNamed(name).filter(
      store => partition === undefined || store.partition === partition,
    )
    const rows: [string, V][] = []
    for (const store of stores) {
      for (const { key, value } of await this.#database.range(name, store.partition, {})) {
        const row = decodeRow(store.spec.value, value)
        if (!store.wasGone(row.timestamp)) rows.push([store.keys.fromBytes(key), row.value as V])
      }
    }
    return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** One committed row, wherever it is. */
  async row<V>(name: string, key: string): Promise<V | undefined> {
    return (await this.rows<V>(name)).get(key)
  }

  /**
   * What is wrong with what is kept beside the rows of all stores: the entries of indexes must be those that the rows have as
   * their serdes read them, the last versions must be the rows, and the hash must be theirs.
   */
  async stateProblems(): Promise<readonly string[]> {
    const problems = this.#tasks
      .flatMap(task => task.stores)
      .map(async ({ spec, name, partition, figure }) => {
        const [rows, entries, versions] = await Promise.all(
          [name, indexStore(name), historyStore(name)].map(store =>
            this.#database.range(store, partition, {}),
          ),
        )
        const scanned = JSON.stringify(figureOf(rows!))
        const kept = JSON.stringify(figure)
        return [
          ...indexProblems(spec, rows!, entries!),
          ...historyProblems(spec, rows!, versions!),
          ...(kept === scanned ? [] : [`its hash is ${kept}, and that of its rows ${scanned}`]),
        ].map(problem => `${name}[${partition}]: ${problem}`)
      })
    return (await Promise.all(problems)).flat()
  }

  /** The hash of each store that can be compared, over all its partitions. */
  hashes(): Readonly<Record<string, RowsFigure>> {
    const hashes: Record<string, RowsFigure> = {}
    for (const { spec, name, figure } of this.#tasks.flatMap(task => task.stores))
      if (spec.comparable) hashes[name] = addFigures(hashes[name] ?? noRows, figure!)
    return hashes
  }

  #storesNamed(name: string): readonly TaskStore[] {
    const stores = this.#tasks.flatMap(task => task.stores.filter(store => store.name === name))
    if (stores.length === 0) throw new Error(`The topology has no store "${name}"`)
    return stores
  }

  #topicsOf(source: { readonly topics: readonly string[]; readonly internal: boolean }): readonly string[] {
    return source.internal
      ? source.topics.map(topic => repartitionTopic(this.#applicationId, topic))
      : source.topics
  }

  #sourceOf(topic: string) {
    return this.#topology.subtopologies
      .flatMap(part => part.sources)
      .find(source => this.#topicsOf(source).includes(topic))!
  }

  #write(record: OutputRecord, own: number): void {
    const partition =
      record.partition ?? (record.key === null ? own : partitionForKey(record.key, this.#partitionCount))
    this.#partitions.append(record, partition, this.#readers.has(record.topic))
  }
}
