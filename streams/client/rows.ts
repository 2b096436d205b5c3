const gone = Symbol('gone')

/**
 * An immutable map. `with` gives another one, at the cost of about the square root of the number of rows a change: what is the
 * same is shared.
 *
 * Its order: that of the rows it was made of, and newer ones behind them.
 */
export class Rows<Row> implements ReadonlyMap<string, Row> {
  readonly #base: ReadonlyMap<string, Row>
  /** What is different from the base; few. */
  readonly #over: ReadonlyMap<string, Row | typeof gone>
  readonly size: number

  private constructor(
    base: ReadonlyMap<string, Row>,
    over: ReadonlyMap<string, Row | typeof gone>,
    size: number,
  ) {
    this.#base = base
    this.#over = over
    this.size = size
  }

  /** The map is kept, not copied. */
  static of<Row>(rows: ReadonlyMap<string, Row>): Rows<Row> {
    return new Rows(rows, new Map(), rows.size)
  }

  /** A value of null takes the row away. */
  with(changes: Iterable<{ readonly key: string; readonly value: Row | null }>): Rows<Row> {
    const over = new Map(this.#over)
    let size = this.size
    for (const { key, value } of changes) {
      const known = over.get(key)
      const was = known === undefined ? this.#base.has(key) : known !== gone
      size += (value === null ? 0 : 1) - (was ? 1 : 0)
      if (value !== null) over.set(key, value)
      else if (this.#base.has(key)) over.set(key, gone)
      else over.delete(key)
    }
    const rows = new Rows(this.#base, over, size)
    return over.size ** 2 > this.#base.size ? Rows.of(new Map(rows)) : rows
  }

  get(key: string): Row | undefined {
    const over = this.#over.get(key)
    return over === undefined ? this.#base.get(key) : over === gone ? undefined : over
  }

  has(key: string): boolean {
    const over = this.#over.get(key)
    return over === undefined ? this.#base.has(key) : over !== gone
  }

  *entries(): MapIterator<[string, Row]> {
    for (const [key, value] of this.#base) {
      const over = this.#over.get(key)
      if (over === undefined) yield [key, value]
      else if (over !== gone) yield [key, over]
    }
    for (const [key, over] of this.#over) if (over !== gone && !this.#base.has(key)) yield [key, over]
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key
  }

  *values(): MapIterator<Row> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): MapIterator<[string, Row]> {
    return this.entries()
  }

  forEach(call: (value: Row, key: string, map: ReadonlyMap<string, Row>) => void): void {
    for (const [key, value] of this.entries()) call(value, key, this)
  }
}
