import { Hopper, type HopperOptions } from './hopper.ts'
import type { WrittenRecord } from './written.ts'

interface Event {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** Reads the events of topics, from its begin on. */
export class EventsHopper extends Hopper {
  readonly #client
  readonly #topics: readonly string[]
  readonly #stream
  readonly #told: Event[] = []
  readonly #problems: string[] = []

  constructor(options: HopperOptions & { readonly topics: readonly string[] }) {
    super(options)
    this.#topics = options.topics
    this.#client = this.connect()
    this.#stream = this.#client.events<Event>(options.topics, {
      onGap: reason => this.#problems.push(`${this.name}: a gap: ${reason}`),
    })
    void this.#read()
  }

  isDone = (written: ReadonlyMap<string, readonly (readonly WrittenRecord[])[]>): boolean =>
    this.#stream.token !== null && this.#missing(written).length === 0

  problems(written: ReadonlyMap<string, readonly (readonly WrittenRecord[])[]>): readonly string[] {
    return [...this.#problems, ...this.#missing(written)]
  }

  close(): void {
    this.#client.close()
  }

  async #read(): Promise<void> {
    try {
      for await (const event of this.#stream) {
        this.#told.push(event)
        this.told++
      }
    } catch (error) {
      this.#problems.push(`${this.name}: ${error}`)
    }
  }

  /** Of each partition the offsets told must be the last ones written, all of them, in their order. */
  #missing(written: ReadonlyMap<string, readonly (readonly WrittenRecord[])[]>): readonly string[] {
    return this.#topics.flatMap(topic =>
      written.get(topic)!.flatMap((records, partition) => {
        const told = this.#told
          .filter(event => event.topic === topic && event.partition === partition)
          .map(({ offset }) => offset)
        const offsets = records.map(({ offset }) => offset)
        // The begin is where its stream began, which nobody else knows; without any, nothing can be said.
        if (told.length === 0) return []
        const due = offsets.slice(offsets.indexOf(told[0]!))
        return told.join() === due.join()
          ? []
          : [`${this.name}: ${topic}[${partition}] was told ${told.join(' ')}, not ${due.join(' ')}`]
      }),
    )
  }
}
