import type { TableLookup } from '../graph/node.ts'
import { TopologyError } from '../graph/topologyError.ts'
import type { Serde } from '../serdes/serde.ts'
import type { GraphWriter } from './graphWriter.ts'
import { KStream, type Named } from './kstream.ts'

/** What is known of a table's bytes. */
export interface TableShape<K, V> {
  readonly key: Serde<K>
  readonly value: Serde<V> | undefined
}

/** A table: for each key the latest row. Immutable: every method returns another table. */
export class KTable<K, V> {
  readonly #graph: GraphWriter
  readonly #node: string
  readonly #shape: TableShape<K, V>
  readonly #lookup: TableLookup | null

  constructor(graph: GraphWriter, node: string, lookup: TableLookup | null, shape: TableShape<K, V>) {
    this.#graph = graph
    this.#node = node
    this.#lookup = lookup
    this.#shape = shape
  }

  /** Where joins find a row. Throws for a table that is kept nowhere (the result of a join). */
  get lookup(): TableLookup {
    if (this.#lookup) return this.#lookup
    throw new TopologyError(
      `Table "${this.#node}" is kept in no store: make it one with .toStream().toTable({ store }).`,
    )
  }

  filter(predicate: (value: V, key: K) => boolean, options: Named = {}): KTable<K, V> {
    const keep = predicate as (value: unknown, key: unknown) => boolean
    const name = this.#graph.nameOf(options.name, 'tableFilter')
    this.#graph.add({ kind: 'tableFilter', name, parents: [this.#node], predicate: keep })
    return new KTable(
      this.#graph,
      name,
      this.#then((value, key) => (keep(value, key) ? value : undefined)),
      this.#shape,
    )
  }

  /** Computed when asked for: the result has no store of its own. */
  mapValues<V2>(
    map: (value: V, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KTable<K, V2> {
    const step = map as (value: unknown, key: unknown) => unknown
    const name = this.#graph.nameOf(options.name, 'tableMapValues')
    this.#graph.add({ kind: 'tableMapValues', name, parents: [this.#node], map: step })
    return new KTable(this.#graph, name, this.#then(step), { key: this.#shape.key, value: options.value })
  }

  /** Every change as a record; a deleted row as null. */
  toStream(options: Named = {}): KStream<K, V | null> {
    const name = this.#graph.nameOf(options.name, 'toStream')
    this.#graph.add({ kind: 'toStream', name, parents: [this.#node] })
    return new KStream<K, V | null>(this.#graph, name, {
      key: this.#shape.key,
      value: this.#shape.value as Serde<V | null> | undefined,
      keyChanged: false,
    })
  }

  /** Rows of equal keys; changes when either side does. */
  join<R, V2>(
    other: KTable<K, R>,
    join: (left: V, right: R, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KTable<K, V2> {
    return this.#joinTable(
      'inner',
      other,
      join as (left: unknown, right: unknown, key: unknown) => unknown,
      options,
    )
  }

  leftJoin<R, V2>(
    other: KTable<K, R>,
    join: (left: V, right: R | undefined, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KTable<K, V2> {
    return this.#joinTable(
      'left',
      other,
      join as (left: unknown, right: unknown, key: unknown) => unknown,
      options,
    )
  }

  outerJoin<R, V2>(
    other: KTable<K, R>,
    join: (left: V | undefined, right: R | undefined, key: K) => V2,
    options: Named & { readonly value?: Serde<V2> } = {},
  ): KTable<K, V2> {
    return this.#joinTable(
      'outer',
      other,
      join as (left: unknown, right: unknown, key: unknown) => unknown,
      options,
    )
  }

  #joinTable<R, V2>(
    type: 'inner' | 'left' | 'outer',
    other: KTable<K, R>,
    join: (left: unknown, right: unknown, key: unknown) => unknown,
    options: Named & { readonly value?: Serde<V2> },
  ): KTable<K, V2> {
    const name = this.#graph.nameOf(options.name, 'tableJoin')
    this.#graph.add({
      kind: 'tableTableJoin',
      name,
      parents: [this.#node, other.#node],
      left: this.lookup,
      right: other.lookup,
      type,
      join,
    })
    return new KTable<K, V2>(this.#graph, name, null, { key: this.#shape.key, value: options.value })
  }

  #then(step: (value: unknown, key: unknown) => unknown): TableLookup | null {
    return this.#lookup && { store: this.#lookup.store, steps: [...this.#lookup.steps, step] }
  }
}
