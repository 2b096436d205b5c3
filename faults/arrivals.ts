import type { Path } from './feed.ts'

/** Which rendezvous are in the outputs, and through which tasks they came. */
export class Arrivals {
  readonly #topics: ReadonlyMap<string, { readonly there: boolean[]; next: number }>
  readonly #pathOf: (rendezvous: number) => Path
  readonly #subtopologies: readonly [string, string, string]
  #awaited: { readonly from: number; readonly tasks: Set<string>; readonly over: () => void } | null = null

  constructor(
    topics: readonly string[],
    pathOf: (rendezvous: number) => Path,
    /** Of the tasks on the path, in its order. */
    subtopologies: readonly [string, string, string],
  ) {
    this.#topics = new Map(topics.map(topic => [topic, { there: [], next: 0 }]))
    this.#pathOf = pathOf
    this.#subtopologies = subtopologies
  }

  /** Every rendezvous before this one is in every output. */
  get complete(): number {
    return Math.min(...[...this.#topics.values()].map(({ next }) => next))
  }

  /** Resolves once each of the tasks has worked on a rendezvous from this number on, committed. */
  through(tasks: readonly string[], from: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (tasks.length === 0) resolve()
    this.#awaited = { from, tasks: new Set(tasks), over: resolve }
    return promise
  }

  /** The tasks that `through` still waits for. */
  get missing(): readonly string[] {
    return [...(this.#awaited?.tasks ?? [])]
  }

  /** A record in an output. Its key ends with the rendezvous' number. */
  see(topic: string, key: string): void {
    const rendezvous = Number(key.slice(3))
    const seen = this.#topics.get(topic)!
    seen.there[rendezvous] = true
    while (seen.there[seen.next]) seen.next++
    const awaited = this.#awaited
    if (!awaited || rendezvous < awaited.from) return
    for (const [step, partition] of this.#pathOf(rendezvous).entries())
      awaited.tasks.delete(`${this.#subtopologies[step]}_${partition}`)
    if (awaited.tasks.size === 0) awaited.over()
  }
}
