/** One event, or one change of a row, as it is listed. */
export interface Entry {
  /** Counts up; of no other entry of the log. */
  readonly n: number
  /** Event time, ISO 8601. */
  readonly at: string
  /** The event's type, or the view. */
  readonly what: string
  readonly key: string
  /** `topic[partition]@offset`; null: of a row. */
  readonly place: string | null
  /** The event's data, or the row; null: the row is gone. */
  readonly data: Readonly<Record<string, unknown>> | null
  /** All of it as JSON. */
  readonly text: string
}

/** Whatever is kept in memory, newest last. */
const mostEntries = 2_000
const mostCharacters = 4_000_000
const seconds = 60

/** The newest that the feed told, and how much there was. It does not grow: what is older than it holds is gone. */
export class FeedLog {
  #entries: readonly Entry[] = []
  #characters = 0
  #told = 0
  #skipped = 0
  readonly #counts = new Map<string, number>()
  /** By second, the current one last. */
  #rates: number[] = [0]
  #second = Math.floor(Date.now() / 1_000)

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** Since it began. */
  get told(): number {
    return this.#told
  }

  /** That there were, and that were not told. */
  get skipped(): number {
    return this.#skipped
  }

  /** Of events: by what they are about, those that were skipped among them. */
  countOf(group: string): number {
    return this.#counts.get(group) ?? 0
  }

  /** How many there were in each of the last whole seconds, oldest first. */
  get rates(): readonly number[] {
    this.#turn()
    return this.#rates.slice(0, -1)
  }

  add(entries: readonly Omit<Entry, 'n'>[], groupOf: (what: string) => string): void {
    const added = entries.map((entry, at) => ({ ...entry, n: this.#told + at }))
    this.#told += added.length
    for (const { what, text } of added) {
      this.#count(groupOf(what), 1)
      this.#characters += text.length
    }
    const all = [...this.#entries, ...added]
    let from = Math.max(0, all.length - mostEntries)
    let characters = this.#characters - sum(all.slice(0, from))
    while (characters > mostCharacters && from < all.length - 1) characters -= all[from++]!.text.length
    this.#characters = characters
    this.#entries = all.slice(from)
  }

  skip(group: string, count: number): void {
    this.#skipped += count
    this.#count(group, count)
  }

  clear(): void {
    this.#entries = []
    this.#characters = 0
  }

  #count(group: string, count: number): void {
    this.#turn()
    this.#counts.set(group, this.countOf(group) + count)
    this.#rates[this.#rates.length - 1]! += count
  }

  #turn(): void {
    const now = Math.floor(Date.now() / 1_000)
    const passed = Math.min(seconds + 1, now - this.#second)
    for (let i = 0; i < passed; i++) this.#rates.push(0)
    this.#second = now
    this.#rates = this.#rates.slice(-seconds - 1)
  }
}

const sum = (entries: readonly Entry[]) => entries.reduce((total, { text }) => total + text.length, 0)
