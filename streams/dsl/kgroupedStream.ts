import { TopologyError } from '../graph/topologyError.ts'
import { json } from '../serdes/json.ts'
import type { Serde } from '../serdes/serde.ts'
import type { GraphWriter } from './graphWriter.ts'
import type { StreamShape } from './kstream.ts'
import type { KTable } from './ktable.ts'
import { type MaterializedOptions, materialize } from './materialize.ts'

/** A stream whose records of equal keys are together, ready to be aggregated. Records with a null value are skipped. */
export class KGroupedStream<K, V> {
  readonly #graph: GraphWriter
  readonly #node: string
  readonly #shape: StreamShape<K, V>

  constructor(graph: GraphWriter, node: string, shape: StreamShape<K, V>) {
    this.#graph = graph
    this.#node = node
    this.#shape = shape
  }

  /** `add` returns a new aggregate (never mutates the old one); undefined deletes the row. */
  aggregate<A>(
    initialize: () => A,
    add: (aggregate: A, value: V, key: K) => A | undefined,
    options: MaterializedOptions<K, A> & { readonly value: Serde<A> },
  ): KTable<K, A> {
    const key = options.key ?? this.#shape.key
    if (!key)
      throw new TopologyError(
        `Store "${options.store}" does not know how to write its key: pass { key: serde }.`,
      )
    return materialize(this.#graph, { ...options, key }, store => ({
      kind: 'aggregate',
      name: options.name ?? `${store}-aggregate`,
      parents: [this.#node],
      store,
      initialize,
      add: add as (aggregate: unknown, value: unknown, key: unknown) => unknown,
    }))
  }

  /** Combines the values of a key; the first is taken as it is. */
  reduce(combine: (soFar: V, value: V, key: K) => V, options: MaterializedOptions<K, V>): KTable<K, V> {
    const value = options.value ?? this.#shape.value
    if (!value)
      throw new TopologyError(
        `Store "${options.store}" does not know how to write its value: pass { value: serde }.`,
      )
    return this.aggregate<V>(
      () => undefined as V,
      (soFar, next, key) => (soFar === undefined ? next : combine(soFar, next, key)),
      { ...options, value },
    )
  }

  count(options: MaterializedOptions<K, number>): KTable<K, number> {
    return this.aggregate(
      () => 0,
      count => count + 1,
      { ...options, value: options.value ?? json<number>() },
    )
  }
}
