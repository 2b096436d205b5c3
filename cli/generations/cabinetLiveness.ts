import type { Coordinator, Endpoint, GenerationInstance, Generations } from 'millrace'
import type { Kafka } from 'millrace/wire'
import type { Liveness } from '../../api/generations/liveness.ts'
import { Fresh } from './fresh.ts'

/** For so long it counts where instances of the live generation were, ms. */
const keptMs = 500

export interface CabinetLivenessOptions {
  readonly instance: Pick<GenerationInstance, 'generation' | 'generations' | 'onLive'>
  readonly coordinator: Pick<Coordinator, 'generations'>
  readonly kafka: Pick<Kafka, 'describeStreamsGroup'>
}

/** What the log of generations says, as far as this process has heard of it: by its instance, or because it asked. */
export class CabinetLiveness implements Liveness {
  readonly generation: number
  readonly #options: CabinetLivenessOptions
  readonly #asked: Fresh<Generations>
  readonly #listeners = new Set<() => void>()
  readonly #forget: () => void
  /** What was asked for, until the instance has heard of it too. */
  #ahead: Generations | null = null
  #wasLive: boolean
  #endpoints: { readonly of: number; readonly at: number; readonly all: readonly Endpoint[] } | null = null

  constructor(options: CabinetLivenessOptions) {
    const { instance, coordinator } = options
    this.#options = options
    this.generation = instance.generation.number
    this.#wasLive = this.isLive
    this.#asked = new Fresh(() => coordinator.generations())
    this.#forget = instance.onLive(() => this.#tell())
  }

  get isLive(): boolean {
    return this.#known.live === this.generation
  }

  get isInDoubt(): boolean {
    const { cut } = this.#known
    return cut !== null && cut.to !== null
  }

  async confirm(): Promise<void> {
    this.#ahead = await this.#asked.get()
    this.#tell()
  }

  async endpoints(): Promise<readonly Endpoint[]> {
    const { live, generations } = this.#known
    const kept = this.#endpoints
    if (kept && kept.of === live && performance.now() - kept.at < keptMs) return kept.all
    try {
      const group = await this.#options.kafka.describeStreamsGroup(generations.get(live)!.id)
      const all = (group?.members ?? []).flatMap(({ userEndpoint }) => (userEndpoint ? [userEndpoint] : []))
      this.#endpoints = { of: live, at: performance.now(), all }
      return all
    } catch {
      return kept?.of === live ? kept.all : []
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#forget()
  }

  get #known(): Generations {
    const { generations } = this.#options.instance
    const last = this.#ahead?.seen[0]
    if (last === undefined || generations.seen.includes(last)) this.#ahead = null
    return this.#ahead ?? generations
  }

  #tell(): void {
    if (this.isLive === this.#wasLive) return
    this.#wasLive = this.isLive
    for (const each of [...this.#listeners]) each()
  }
}
