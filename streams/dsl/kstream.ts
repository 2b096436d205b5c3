import type { GraphNode, KeyValue, ProcessNode } from '../graph/node.ts'
import type { Processor, StoreSpecs } from '../graph/processor.ts'
import type { Header, StreamRecord } from '../graph/streamRecord.ts'
import { TopologyError } from '../graph/topologyError.ts'
import type { Serde } from '../serdes/serde.ts'
import type { GlobalKTable } from './globalKTable.ts'
import type { GraphWriter } from './graphWriter.ts'
import { KGroupedStream } from './kgroupedStream.ts'
import type { KTable } from './ktable.ts'
import { type MaterializedOptions, materialize } from './materialize.ts'

/** What is known of a stream's bytes, and whether its key is still the one it was partitioned by. */
export interface StreamShape<K, V> {
  readonly key: Serde<K> | undefined
  readonly value: Serde<V> | undefined
  readonly keyChanged: boolean
}

export interface Named {
  readonly name?: string
}

export interface RepartitionOptions<K, V> {
  /** The topic is `<applicationId>-<name>-repartition`. */
  readonly name: string
  readonly key?: Serde<K>
  readonly value?: Serde<V>
  /** Default: as many as its input has. */
  readonly partitions?: number
}

export interface ProducedOptions<K, V> {
  readonly name?: string
  readonly key?: Serde<K>
  readonly value?: Serde<V>
  /** Headers of what is written. Default: those of the record. */
  readonly headers?: (record: StreamRecord<K, V>) => readonly Header[]
}

/** An unbounded stream of records. Immutable: every method returns another stream. */
export class KStream<K, V> {
  readonly #graph: GraphWriter
  readonly #node: string
  readonly #shape: StreamShape<K, V>

  constructor(graph: GraphWriter, node: string, shape: StreamShape<K, V>) {
    this.#graph = graph
    this.#node = node
    this.#shape = shape
  }

  /** Keeps the records for which the predicate holds; with a type guard, narrows the value. */
  filter<W extends V>(predicate: (value: V, key: K) => value is W, options?: Named): KStream<K, W>
  filter(predicate: (value: V, key: K) => boolean, options?: Named): KStream<K, V>
  filter(predicate: (value: V, key: K) => boolean, options: Named = {}): KStream<K, V> {
    const name = this.#add('filter', options, {
      predicate: predicate as (value: unknown, key: unknown) => boolean,
    })
    return new KStream(this.#graph, name, this.#shape)
  }

  /** Changes key and value. Follow it with `repartition` before anything that depends on the key. */
  map<K2, V2>(map: (value: V, key: K) => KeyValue<K2, V2>, options: Named = {}): KStream<K2, V2> {
    const name = this.#add('map', options, {
      map: map as (value: unknown, key: unknown) => KeyValue<unknown, unknown>,
    })
    return new KStream(this.#graph, name, { key: undefined, value: undefined, keyChanged: true })
  }

  mapValues<V2>(
    map: (value: V, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KStream<K, V2> {
    const name = this.#add('mapValues', options, { map: map as (value: unknown, key: unknown) => unknown })
    return new KStream(this.#graph, name, { ...this.#shape, value: options.value })
  }

  flatMap<K2, V2>(
    map: (value: V, key: K) => Iterable<KeyValue<K2, V2>>,
    options: Named = {},
  ): KStream<K2, V2> {
    const name = this.#add('flatMap', options, {
      map: map as (value: unknown, key: unknown) => Iterable<KeyValue<unknown, unknown>>,
    })
    return new KStream(this.#graph, name, { key: undefined, value: undefined, keyChanged: true })
  }

  selectKey<K2>(
    select: (value: V, key: K) => K2,
    options: Named & { readonly key?: Serde<K2> } = {},
  ): KStream<K2, V> {
    const name = this.#add('selectKey', options, {
      select: select as (value: unknown, key: unknown) => unknown,
    })
    return new KStream(this.#graph, name, { key: options.key, value: this.#shape.value, keyChanged: true })
  }

  /** Looks at each record (to count or log). It may run more than once for one record. */
  peek(peek: (value: V, key: K) => void, options: Named = {}): KStream<K, V> {
    const name = this.#add('peek', options, { peek: peek as (value: unknown, key: unknown) => void })
    return new KStream(this.#graph, name, this.#shape)
  }

  /** The records of both, in no particular order between the two. */
  merge<V2>(other: KStream<K, V2>, options: Named = {}): KStream<K, V | V2> {
    const name = this.#graph.nameOf(options.name, 'merge')
    this.#graph.add({ kind: 'merge', name, parents: [this.#node, other.#node] })
    const same = (this.#shape.value as unknown) === (other.#shape.value as unknown)
    return new KStream<K, V | V2>(this.#graph, name, {
      key: this.#shape.key,
      value: same ? (this.#shape.value as Serde<V | V2> | undefined) : undefined,
      keyChanged: this.#shape.keyChanged || other.#shape.keyChanged,
    })
  }

  /** One stream a case; each record goes to the first case whose predicate holds, or nowhere. */
  branch<Cases extends Readonly<Record<string, (value: V, key: K) => boolean>>>(
    cases: Cases,
    options: Named = {},
  ): { readonly [Case in keyof Cases]: KStream<K, V> } {
    const name = this.#graph.nameOf(options.name, 'branch')
    const entries = Object.entries(cases).map(([label, predicate]) => ({
      label,
      node: `${name}-${label}`,
      predicate,
    }))
    this.#graph.add({
      kind: 'branch',
      name,
      parents: [this.#node],
      cases: entries.map(({ node, predicate }) => ({
        node,
        predicate: predicate as (value: unknown, key: unknown) => boolean,
      })),
    })
    const streams = entries.map(({ label, node }) => {
      this.#graph.add({ kind: 'case', name: node, parents: [name] })
      return [label, new KStream(this.#graph, node, this.#shape)]
    })
    return Object.fromEntries(streams) as { readonly [Case in keyof Cases]: KStream<K, V> }
  }

  /** Writes through a topic partitioned by the current key, and goes on from there. */
  repartition(options: RepartitionOptions<K, V>): KStream<K, V> {
    const key = this.#need(options.key ?? this.#shape.key, 'key', `repartition "${options.name}"`)
    const value = this.#need(options.value ?? this.#shape.value, 'value', `repartition "${options.name}"`)
    const taken = this.#graph.internalSource(options.name)
    this.#graph.add({
      kind: 'repartition',
      name: this.#graph.nameOf(taken ? undefined : `${options.name}-sink`, `${options.name}-sink`),
      parents: [this.#node],
      topic: options.name,
      partitions: options.partitions ?? 0,
      key: key as Serde<unknown>,
      value: value as Serde<unknown>,
    })
    if (!taken) {
      this.#graph.add({
        kind: 'source',
        name: options.name,
        parents: [],
        topics: [options.name],
        internal: true,
        key: key as Serde<unknown>,
        value: value as Serde<unknown>,
      })
    }
    return new KStream(this.#graph, options.name, { key, value, keyChanged: false })
  }

  groupByKey(): KGroupedStream<K, V> {
    this.#mustBePartitioned('groupByKey')
    return new KGroupedStream(this.#graph, this.#node, this.#shape)
  }

  /** Re-keys through a repartition topic of the given name, then groups. */
  groupBy<K2>(
    select: (value: V, key: K) => K2,
    options: { readonly name: string; readonly key: Serde<K2>; readonly value?: Serde<V> },
  ): KGroupedStream<K2, V> {
    return this.selectKey(select, { name: `${options.name}-key`, key: options.key })
      .repartition(options)
      .groupByKey()
  }

  /** Joins each record with the table's row of its key, as it is when the record comes. */
  join<R, V2>(
    table: KTable<K, R>,
    join: (value: V, row: R, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KStream<K, V2> {
    return this.#joinTable(
      'inner',
      table,
      join as (value: unknown, row: unknown, key: unknown) => unknown,
      options,
    )
  }

  leftJoin<R, V2>(
    table: KTable<K, R>,
    join: (value: V, row: R | undefined, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KStream<K, V2> {
    return this.#joinTable(
      'left',
      table,
      join as (value: unknown, row: unknown, key: unknown) => unknown,
      options,
    )
  }

  /** Joins each record with the row of a key made from it, as the table is on this instance when the record comes. */
  joinGlobal<GK, R, V2>(
    table: GlobalKTable<GK, R>,
    select: (value: V, key: K) => GK,
    join: (value: V, row: R, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KStream<K, V2> {
    return this.#joinGlobal(
      'inner',
      table,
      select,
      join as (value: unknown, row: unknown, key: unknown) => unknown,
      options,
    )
  }

  leftJoinGlobal<GK, R, V2>(
    table: GlobalKTable<GK, R>,
    select: (value: V, key: K) => GK,
    join: (value: V, row: R | undefined, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KStream<K, V2> {
    return this.#joinGlobal(
      'left',
      table,
      select,
      join as (value: unknown, row: unknown, key: unknown) => unknown,
      options,
    )
  }

  /** Runs a processor. */
  process<KOut, VOut, Specs extends StoreSpecs>(
    processor: Processor<K, V, KOut, VOut, Specs>,
    options: { readonly key?: Serde<KOut>; readonly value?: Serde<VOut> } = {},
  ): KStream<KOut, VOut> {
    const specs = Object.entries(processor.stores ?? {})
    if (specs.length > 0) this.#mustBePartitioned(`process "${processor.name}"`)
    for (const [, spec] of specs) this.#graph.addStore(spec)
    this.#graph.add({
      kind: 'process',
      name: processor.name,
      parents: [this.#node],
      processor: processor as unknown as ProcessNode['processor'],
      stores: Object.fromEntries(specs.map(([label, spec]) => [label, spec.name])),
    })
    return new KStream(this.#graph, processor.name, {
      key: options.key,
      value: options.value,
      keyChanged: true,
    })
  }

  /** The latest value of each key as a table. */
  toTable(options: MaterializedOptions<K, V>): KTable<K, V> {
    this.#mustBePartitioned(`toTable "${options.store}"`)
    const key = this.#need(options.key ?? this.#shape.key, 'key', `toTable "${options.store}"`)
    const value = this.#need(options.value ?? this.#shape.value, 'value', `toTable "${options.store}"`)
    return materialize(this.#graph, { ...options, key, value }, store => ({
      kind: 'materialize',
      name: options.name ?? `${options.store}-table`,
      parents: [this.#node],
      store,
    }))
  }

  /** Writes to a topic (or to one of several, chosen for each record). */
  to(
    topic:
      | string
      | { readonly topics: readonly string[]; readonly select: (record: StreamRecord<K, V>) => string },
    options: ProducedOptions<K, V> = {},
  ): void {
    const topics = typeof topic === 'string' ? [topic] : topic.topics
    const label = `to "${topics.join(', ')}"`
    this.#graph.add({
      kind: 'sink',
      name: this.#graph.nameOf(options.name, `${topics.join('+')}-sink`),
      parents: [this.#node],
      topic:
        typeof topic === 'string'
          ? topic
          : (topic.select as (record: StreamRecord<unknown, unknown>) => string),
      topics,
      key: this.#need(options.key ?? this.#shape.key, 'key', label) as Serde<unknown>,
      value: this.#need(options.value ?? this.#shape.value, 'value', label) as Serde<unknown>,
      headers:
        (options.headers as ((record: StreamRecord<unknown, unknown>) => readonly Header[]) | undefined) ??
        null,
    })
  }

  #joinTable<R, V2>(
    type: 'inner' | 'left',
    table: KTable<K, R>,
    join: (value: unknown, row: unknown, key: unknown) => unknown,
    options: Named & { readonly value?: Serde<V2> },
  ): KStream<K, V2> {
    this.#mustBePartitioned('join')
    const name = this.#graph.nameOf(options.name, 'join')
    this.#graph.add({ kind: 'streamTableJoin', name, parents: [this.#node], table: table.lookup, type, join })
    return new KStream(this.#graph, name, { ...this.#shape, value: options.value })
  }

  #joinGlobal<GK, R, V2>(
    type: 'inner' | 'left',
    table: GlobalKTable<GK, R>,
    select: (value: V, key: K) => GK,
    join: (value: unknown, row: unknown, key: unknown) => unknown,
    options: Named & { readonly value?: Serde<V2> },
  ): KStream<K, V2> {
    const name = this.#graph.nameOf(options.name, 'joinGlobal')
    this.#graph.add({
      kind: 'streamGlobalJoin',
      name,
      parents: [this.#node],
      table: table.name,
      select: select as (value: unknown, key: unknown) => unknown,
      type,
      join,
    })
    return new KStream(this.#graph, name, { ...this.#shape, value: options.value })
  }

  #add<Kind extends 'filter' | 'map' | 'mapValues' | 'flatMap' | 'selectKey' | 'peek'>(
    kind: Kind,
    options: Named,
    rest: object,
  ): string {
    const name = this.#graph.nameOf(options.name, kind)
    return this.#graph.add({ kind, name, parents: [this.#node], ...rest } as unknown as GraphNode)
  }

  #mustBePartitioned(step: string): void {
    if (!this.#shape.keyChanged) return
    throw new TopologyError(
      `${step} after "${this.#node}", which may have changed the key: equal keys could sit in different partitions. ` +
        'Put .repartition({ name }) before it.',
    )
  }

  #need<T>(serde: Serde<T> | undefined, part: 'key' | 'value', step: string): Serde<T> {
    if (serde) return serde
    throw new TopologyError(
      `${step} after "${this.#node}" does not know how to write the ${part}: pass { ${part}: serde }.`,
    )
  }
}
