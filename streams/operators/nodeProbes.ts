import { NodeProbe } from './nodeProbe.ts'

/** The time of whoever runs the steps. */
export interface ProbeClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment, with fractions. */
  elapsed(): number
}

/** One for each step of a topology. */
export class NodeProbes {
  readonly clock: ProbeClock
  readonly #byName: ReadonlyMap<string, NodeProbe>
  #watched = 0

  constructor(nodes: readonly { readonly name: string }[], clock: ProbeClock) {
    this.clock = clock
    this.#byName = new Map(nodes.map(({ name }) => [name, new NodeProbe(name)]))
  }

  /** Throws when there is no such step. */
  of(node: string): NodeProbe {
    const probe = this.#byName.get(node)
    if (probe) return probe
    throw new Error(`The topology has no step "${node}". It has: ${[...this.#byName.keys()].join(', ')}`)
  }

  get all(): readonly NodeProbe[] {
    return [...this.#byName.values()]
  }

  get isWatched(): boolean {
    return this.#watched > 0
  }

  /** From now on records that come to the step are kept, until `forget`. */
  watch(node: string): void {
    const probe = this.of(node)
    if (probe.kept === null) this.#watched++
    probe.kept ??= []
  }

  forget(node: string): void {
    const probe = this.of(node)
    if (probe.kept !== null) this.#watched--
    probe.kept = null
  }
}
