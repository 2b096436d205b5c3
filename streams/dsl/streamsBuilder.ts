import type { IndexDefinitions } from '../graph/storeIndex.ts'
import { keyValueStore } from '../graph/storeSpec.ts'
import type { Topology } from '../graph/topology.ts'
import type { Serde } from '../serdes/serde.ts'
import { GlobalKTable } from './globalKTable.ts'
import { GraphWriter } from './graphWriter.ts'
import { KStream } from './kstream.ts'
import { KTable } from './ktable.ts'

export interface ConsumedOptions<K, V> {
  readonly key: Serde<K>
  readonly value: Serde<V>
  /** Default: the topic's name (or names, joined by "+"). */
  readonly name?: string
}

export interface TableOptions<K, V> extends ConsumedOptions<K, V> {
  /** Name of its store. Default: the topic's name. */
  readonly store?: string
  readonly engine?: 'rocksdb' | 'memory'
  /** What queries find rows by beside their keys; see StoreOptions. */
  readonly indexes?: IndexDefinitions<V>
  /**
   * `source` (default): the topic itself restores the store; it must then be compacted or kept for ever.
   * `own`: a changelog topic beside it.
   */
  readonly changelog?: 'source' | 'own'
}

/**
 * Where a topology begins. Words and semantics are Kafka Streams'; docs/differences.md says where they differ.
 *
 *     const builder = new StreamsBuilder()
 *     const medecins = builder.table('medecin.created', { key: text, value: json<Medecin>() })
 *     builder.stream('rendezvous.created', { key: text, value: json<RendezVous>() })
 *       .selectKey(rdv => rdv.medecinId)
 *       .repartition({ name: 'par-medecin' })
 *       .join(medecins, (rdv, medecin) => ({ ...rdv, tarif: medecin.tarif }), { name: 'avec-medecin' })
 *       .to('consultation.created', { value: json() })
 *     const topology = builder.build()
 */
export class StreamsBuilder {
  readonly #graph = new GraphWriter()

  /** A stream of the records of one or several topics. A key or value of null arrives as null. */
  stream<K, V>(topics: string | readonly string[], options: ConsumedOptions<K, V>): KStream<K, V> {
    const list = typeof topics === 'string' ? [topics] : [...topics]
    const name = options.name ?? list.join('+')
    this.#graph.add({
      kind: 'source',
      name,
      parents: [],
      topics: list,
      internal: false,
      key: options.key as Serde<unknown>,
      value: options.value as Serde<unknown>,
    })
    return new KStream(this.#graph, name, { key: options.key, value: options.value, keyChanged: false })
  }

  /** A table: the latest value of each key; a null value deletes. Records without a key are an error of the record. */
  table<K, V>(topic: string, options: TableOptions<K, V>): KTable<K, V> {
    const source = options.name ?? topic
    const store = options.store ?? topic
    const spec = {
      ...keyValueStore({
        name: store,
        key: options.key,
        value: options.value,
        engine: options.engine ?? 'rocksdb',
        ...(options.indexes ? { indexes: options.indexes } : {}),
      }),
      ...(options.changelog === 'own' ? {} : { changelog: { kind: 'source' as const, topic } }),
    }
    this.stream(topic, { key: options.key, value: options.value, name: source })
    this.#graph.addStore(Object.freeze(spec))
    const name = this.#graph.add({ kind: 'materialize', name: `${source}-table`, parents: [source], store })
    return new KTable(this.#graph, name, { store, steps: [] }, { key: options.key, value: options.value })
  }

  /** A table that every instance holds whole; `name` defaults to the topic. Read anew from the topic's beginning at each start. */
  globalTable<K, V>(topic: string, options: ConsumedOptions<K, V>): GlobalKTable<K, V> {
    const name = options.name ?? topic
    this.#graph.addGlobal({
      name,
      topic,
      key: options.key as Serde<unknown>,
      value: options.value as Serde<unknown>,
    })
    return new GlobalKTable(name)
  }

  /** Checks the graph and freezes it. Throws TopologyError naming the step that is wrong. */
  build(): Topology {
    return this.#graph.build()
  }
}
