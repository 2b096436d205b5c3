/** Shares reads: who asks while one is under way shares the next, so that each sees all that was there when it asked. */
export class LatestRead {
  readonly #read: () => Promise<unknown>
  #underWay: Promise<unknown> | null = null
  #next: Promise<unknown> | null = null

  constructor(read: () => Promise<unknown>) {
    this.#read = read
  }

  async read(): Promise<void> {
    if (!this.#underWay) {
      this.#underWay = this.#read().finally(() => {
        this.#underWay = null
      })
      await this.#underWay
      return
    }
    this.#next ??= this.#underWay
      .catch(() => {})
      .then(() => {
        this.#next = null
        return this.read()
      })
    await this.#next
  }
}
