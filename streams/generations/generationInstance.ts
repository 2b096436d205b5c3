import type { KafkaStreams } from '../runtime/kafkaStreams.ts'
import type { StreamsError } from '../runtime/streamsError.ts'
import type { GenerationMember } from './generationMember.ts'
import type { Generation, Generations } from './generations.ts'

/** One process's instance of one generation, following the log of generations. {@link openGeneration} makes it. */
export class GenerationInstance {
  readonly streams: KafkaStreams
  readonly #number: number
  readonly #member: GenerationMember
  readonly #followers = new Set<(generations: Generations) => void>()
  readonly #done: Promise<void>
  #generations: Generations
  #over: StreamsError | null = null

  constructor(streams: KafkaStreams, number: number, generations: Generations, member: GenerationMember) {
    this.streams = streams
    this.#number = number
    this.#generations = generations
    this.#member = member
    this.#done = streams.done
      .finally(() => member.close())
      .then(() => {
        if (this.#over) throw this.#over
      })
    this.#done.catch(() => {}) // whoever wants to know awaits it
  }

  /** As the log says, as far as this instance has done it. */
  get generations(): Generations {
    return this.#generations
  }

  get generation(): Generation {
    return this.#generations.generations.get(this.#number)!
  }

  get isLive(): boolean {
    return this.generation.state === 'live'
  }

  /**
   * As `streams.done`, but rejects with GENERATION_OVER when the generation was retired or abandoned, with GENERATION_RESET when it
   * is reset: the instance has stopped by itself then.
   */
  get done(): Promise<void> {
    return this.#done
  }

  /** Calls back after each record of the log that was followed, such as the switch of this generation; returns how to stop that. */
  onFollowed(listener: (generations: Generations) => void): () => void {
    this.#followers.add(listener)
    return () => this.#followers.delete(listener)
  }

  /** Calls back whenever another generation is live, once this instance has the role that follows; returns how to stop that. */
  onLive(listener: (generations: Generations) => void): () => void {
    let { live } = this.#generations
    return this.onFollowed(generations => {
      if (generations.live === live) return
      live = generations.live
      listener(generations)
    })
  }

  /** Resolves when `generations` has all that was decided before the call. Rejects with GENERATIONS_UNREADABLE. */
  confirm(): Promise<void> {
    return this.#member.catchUp()
  }

  /** Follows the log and starts the streams; resolves when they have joined. Throws what `streams.start` throws, and GENERATION_OVER. */
  async start(): Promise<void> {
    if (this.#over) throw this.#over
    void this.#member.follow()
    await this.streams.start()
  }

  /** As `streams.stop`. */
  async stop(options: { readonly leave?: boolean } = {}): Promise<void> {
    this.#member.close()
    await this.streams.stop(options)
  }

  /** For the member. */
  followed(generations: Generations): void {
    this.#generations = generations
    for (const listener of this.#followers) listener(generations)
  }

  /** For the member. */
  end(error: StreamsError): void {
    this.#over = error
    void this.streams.stop({ leave: true })
  }
}
