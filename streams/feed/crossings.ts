import type { Switch } from '../generations/generations.ts'
import { Crossing } from './crossing.ts'
import type { FeedContext } from './feedContext.ts'
import type { FeedGenerations } from './feedGenerations.ts'
import type { Source } from './source.ts'
import type { Token } from './token.ts'

/** What leads from the generation that was live before to the feed's own, by view: kept as long as there are tokens of it. */
export class Crossings {
  readonly #generations: FeedGenerations | null
  readonly #context: FeedContext
  readonly #opened = new Map<string, Promise<Crossing>>()
  #cut: string | null = null

  constructor(generations: FeedGenerations | null, context: FeedContext) {
    this.#generations = generations
    this.#context = context
  }

  /**
   * Null: what was told in the token's generation is not gone on from here, as its was not the last that was live before. Reads the
   * log of generations first. Throws Lost, and what Kafka throws.
   */
  async from({ applicationId }: Token, source: Source): Promise<Crossing | null> {
    if (!this.#generations || !source.changelogOf) return null
    await this.#confirm(this.#generations)
    const { lastSwitch, generations } = this.#generations.generations
    if (!lastSwitch || lastSwitch.to !== this.#generations.generation.number) return null
    if (generations.get(lastSwitch.from)?.id !== applicationId) return null
    this.#keep(lastSwitch)
    const known = this.#opened.get(source.name)
    if (known) return known
    const opened = Crossing.open(source, lastSwitch, source.changelogOf(applicationId), this.#context)
    this.#opened.set(source.name, opened)
    opened.catch(() => {
      if (this.#opened.get(source.name) === opened) this.#opened.delete(source.name)
    })
    return opened
  }

  followed(lastSwitch: Switch | null): void {
    if (lastSwitch?.cut !== this.#cut) this.close()
  }

  close(): void {
    this.#cut = null
    for (const crossing of this.#opened.values())
      crossing.then(
        opened => opened.close(),
        () => {},
      )
    this.#opened.clear()
  }

  #keep({ cut }: Switch): void {
    if (cut === this.#cut) return
    const { time, windowMs } = this.#context
    this.close()
    this.#cut = cut
    time.after(windowMs, () => {
      if (this.#cut === cut) this.close()
    })
  }

  async #confirm(generations: FeedGenerations): Promise<void> {
    const { time, patienceMs } = this.#context
    const { promise, reject } = Promise.withResolvers<never>()
    const cancel = time.after(patienceMs, () => reject(new Error('the log of generations cannot be read')))
    await Promise.race([generations.confirm(), promise]).finally(cancel)
  }
}
