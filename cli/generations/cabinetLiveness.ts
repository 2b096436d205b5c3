import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint, GenerationInstance, GenerationState } from 'millrace'
import type { Kafka } from 'millrace/wire'
import type { Liveness } from '../../api/generations/liveness.ts'

/** For so long it counts where instances of the live generation were, ms. */
const keptMs = 500
/** How long somebody waits for what the log says, ms. */
const patienceMs = 2_000

export interface CabinetLivenessOptions {
  readonly instance: Pick<
    GenerationInstance,
    'generation' | 'generations' | 'isLive' | 'confirm' | 'onFollowed' | 'onLive'
  >
  readonly kafka: Pick<Kafka, 'describeStreamsGroup'>
}

/** What the log of generations says, as far as this process's instance has followed it. */
export class CabinetLiveness implements Liveness {
  readonly generation: number
  readonly #options: CabinetLivenessOptions
  #endpoints: { readonly of: number; readonly at: number; readonly all: readonly Endpoint[] } | null = null

  #holds = { count: 0, lastMs: 0 }
  #heldAt: number | null = null

  constructor(options: CabinetLivenessOptions) {
    this.#options = options
    this.generation = options.instance.generation.number
    options.instance.onFollowed(({ cut }) => {
      const isHeld = cut?.generations.includes(this.generation) ?? false
      if (isHeld) this.#heldAt ??= performance.now()
      else if (this.#heldAt !== null) {
        this.#holds = { count: this.#holds.count + 1, lastMs: performance.now() - this.#heldAt }
        this.#heldAt = null
      }
    })
  }

  get state(): GenerationState {
    return this.#options.instance.generation.state
  }

  get holds(): { readonly count: number; readonly lastMs: number } {
    return this.#holds
  }

  get isLive(): boolean {
    return this.#options.instance.isLive
  }

  get isInDoubt(): boolean {
    const { cut } = this.#options.instance.generations
    return cut !== null && cut.to !== null
  }

  async confirm(): Promise<void> {
    const known = this.#options.instance.confirm().then(() => true)
    if (await Promise.race([known, sleep(patienceMs, false, { ref: false })])) return
    throw new Error(`The log of generations was not read within ${patienceMs} ms`)
  }

  async endpoints(): Promise<readonly Endpoint[]> {
    const { live, generations } = this.#options.instance.generations
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
    return this.#options.instance.onLive(listener)
  }
}
