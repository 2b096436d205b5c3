/** Something that is asked for by many at once: everybody gets an answer that was begun after he asked, and two are made at a time at most. */
export class Fresh<T> {
  readonly #ask: () => Promise<T>
  #current: Promise<T> | null = null
  #next: Promise<T> | null = null

  constructor(ask: () => Promise<T>) {
    this.#ask = ask
  }

  get(): Promise<T> {
    if (this.#current === null) return this.#begin()
    this.#next ??= this.#current.then(
      () => this.#begin(),
      () => this.#begin(),
    )
    return this.#next
  }

  #begin(): Promise<T> {
    this.#next = null
    const asked = this.#ask().finally(() => {
      if (this.#current === asked) this.#current = null
    })
    this.#current = asked
    return asked
  }
}
