import type { StoreSource } from './storeSource.ts'

const version = '1.'
/** Parts of the text that is encoded: store names, as Kafka allows them in topics, have none of these. */
const between = { stores: ';', partitions: ',', offset: ':', generation: '/' }
/** A store, of the first generation or of the one that is said. */
const nameOf = (store: string, generation: number) =>
  generation === 1 ? store : `${generation}${between.generation}${store}`
const names = /^(?:([2-9]|[1-9]\d{1,8})\/)?[\w.-]+$/
const generationOf = (name: string) => Number(names.exec(name)![1] ?? 1)

/**
 * How far stores are in their changelogs, by partition. Given out with each answer and taken as a condition of a later one, it
 * makes what one caller reads monotonic, whichever instance answers. Changelogs are a generation's own, and so are offsets: of each it is said
 * which one's they are. Never changed.
 */
export class Position {
  static readonly none = new Position(new Map())

  /** By name. */
  readonly #offsets: ReadonlyMap<string, ReadonlyMap<number, number>>

  private constructor(offsets: ReadonlyMap<string, ReadonlyMap<number, number>>) {
    this.#offsets = offsets
  }

  /** What was read of one store. */
  static of(
    store: string,
    sources: readonly Pick<StoreSource, 'partition' | 'position'>[],
    generation = 1,
  ): Position {
    const offsets = sources.flatMap(({ partition, position }) =>
      position > 0 ? [[partition, position] as const] : [],
    )
    const name = nameOf(store, generation)
    return offsets.length === 0 ? Position.none : new Position(new Map([[name, new Map(offsets)]]))
  }

  /** Null for what `toString` did not write. */
  static parse(token: string): Position | null {
    if (!/^1\.[\w-]+$/.test(token)) return null
    const stores = new Map<string, ReadonlyMap<number, number>>()
    for (const each of Buffer.from(token.slice(version.length), 'base64url')
      .toString()
      .split(between.stores)) {
      const [store = '', ...parts] = each.split(between.partitions)
      if (!names.test(store) || parts.length === 0) return null
      const offsets = parts.map(part => part.split(between.offset).map(number => Number.parseInt(number, 36)))
      if (
        offsets.some(
          pair => pair.length !== 2 || !pair.every(each => Number.isSafeInteger(each) && each >= 0),
        )
      )
        return null
      stores.set(store, new Map(offsets as [number, number][]))
    }
    const position = new Position(stores)
    return position.toString() === token ? position : null
  }

  get isNone(): boolean {
    return this.#offsets.size === 0
  }

  /** The changelog offset, of a generation, that rows of this partition must be as of; 0: any. */
  at(store: string, partition: number, generation = 1): number {
    return this.#offsets.get(nameOf(store, generation))?.get(partition) ?? 0
  }

  /** Those whose offsets it has. */
  get generations(): ReadonlySet<number> {
    return new Set([...this.#offsets.keys()].map(generationOf))
  }

  /** Stores that it has offsets of. */
  get stores(): ReadonlySet<string> {
    return new Set([...this.#offsets.keys()].map(name => name.slice(name.indexOf(between.generation) + 1)))
  }

  /** What it has of one generation. */
  in(generation: number): Position {
    return new Position(new Map([...this.#offsets].filter(([name]) => generationOf(name) === generation)))
  }

  /** Of each partition the farther of the two. */
  and(other: Position): Position {
    if (other.isNone) return this
    const offsets = new Map([...this.#offsets].map(([store, each]) => [store, new Map(each)]))
    for (const [store, theirs] of other.#offsets) {
      const own = offsets.get(store) ?? new Map<number, number>()
      for (const [partition, offset] of theirs) own.set(partition, Math.max(offset, own.get(partition) ?? 0))
      offsets.set(store, own)
    }
    return new Position(offsets)
  }

  /** A token without meaning for whoever gets it: letters, digits, `.`, `_` and `-`. */
  toString(): string {
    const text = [...this.#offsets]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([store, offsets]) =>
        [
          store,
          ...[...offsets]
            .sort(([a], [b]) => a - b)
            .map(pair => pair.map(number => number.toString(36)).join(between.offset)),
        ].join(between.partitions),
      )
      .join(between.stores)
    return version + Buffer.from(text).toString('base64url')
  }
}
