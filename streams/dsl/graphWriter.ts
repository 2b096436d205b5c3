import type { GlobalTableSpec } from '../graph/globalTable.ts'
import type { GraphNode, SourceNode } from '../graph/node.ts'
import type { StoreSpec } from '../graph/storeSpec.ts'
import { createTopology, type Topology } from '../graph/topology.ts'
import { TopologyError } from '../graph/topologyError.ts'

/** Gathers nodes and stores while the DSL is spoken; shared by all streams and tables of one builder. */
export class GraphWriter {
  readonly #nodes: GraphNode[] = []
  readonly #stores = new Map<string, StoreSpec<unknown, unknown>>()
  readonly #globals = new Map<string, GlobalTableSpec>()
  readonly #unnamed = new Map<string, number>()

  add(node: GraphNode): string {
    this.#nodes.push(node)
    return node.name
  }

  /** Stateless steps may go without a name: they get one from their kind and place. */
  nameOf(given: string | undefined, kind: string): string {
    if (given) return given
    const next = (this.#unnamed.get(kind) ?? 0) + 1
    this.#unnamed.set(kind, next)
    return `${kind}-${next}`
  }

  addStore(spec: StoreSpec<unknown, unknown>): void {
    const existing = this.#stores.get(spec.name)
    if (existing && existing !== spec) {
      throw new TopologyError(
        `Two stores are named "${spec.name}". To share one, pass the same keyValueStore object to both steps.`,
      )
    }
    this.#stores.set(spec.name, spec)
  }

  addGlobal(spec: GlobalTableSpec): void {
    if (this.#globals.has(spec.name)) throw new TopologyError(`Two global tables are named "${spec.name}".`)
    this.#globals.set(spec.name, spec)
  }

  /** The source of a repartition topic; several streams may flow into one topic. */
  internalSource(topic: string): SourceNode | undefined {
    return this.#nodes.find(
      (node): node is SourceNode => node.kind === 'source' && node.internal && node.topics[0] === topic,
    )
  }

  build(): Topology {
    return createTopology(this.#nodes, this.#stores, this.#globals)
  }
}
