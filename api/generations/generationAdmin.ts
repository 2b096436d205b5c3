import { type Coordinator, type Generation, type GenerationProgress, isOver, StreamsError } from 'millrace'
import { notFound, problem } from '../problems.ts'
import type { Comparer } from './comparer.ts'
import type { Comparison } from './comparison.ts'
import type { RuleInForce } from './ruleInForce.ts'
import { type ShownGeneration, showGeneration } from './showGeneration.ts'

export interface GenerationList {
  readonly live: number
  /** That a rollback goes back to. */
  readonly previous: number | null
  /** A cut is under way. */
  readonly isCutting: boolean
  readonly generations: readonly ShownGeneration[]
  /** The last that this instance made. */
  readonly lastComparison: Comparison | null
  /** As they are for the generation of this instance. */
  readonly rules: readonly RuleInForce[]
}

export interface Switched {
  readonly live: number
  readonly cut: string
  readonly heldMs: number
}

/** What people may ask of the application's generations. All reject with a Problem where it cannot be done now. */
export class GenerationAdmin {
  readonly #coordinator: Coordinator
  readonly #comparer: Comparer
  readonly #rules: readonly RuleInForce[]
  readonly #before = new Map<number, GenerationProgress>()
  #last: Comparison | null = null

  constructor(coordinator: Coordinator, comparer: Comparer, rules: readonly RuleInForce[]) {
    this.#coordinator = coordinator
    this.#comparer = comparer
    this.#rules = rules
  }

  async list(): Promise<GenerationList> {
    const { generations, live, previous, cut } = await this.#coordinator.generations()
    const shown = await Promise.all(
      [...generations.values()].map(async each => showGeneration(each, await this.#progress(each))),
    )
    return {
      live,
      previous,
      isCutting: cut !== null,
      generations: shown,
      lastComparison: this.#last,
      rules: this.#rules,
    }
  }

  /** With the live one, at a cut. */
  async compare(number: number): Promise<Comparison> {
    const { generation, live } = await this.#find(number)
    this.#last = await told(this.#comparer.compare(live, generation))
    return this.#last
  }

  async switchTo(number: number): Promise<Switched> {
    await this.#find(number)
    const { id, heldMs } = await told(this.#coordinator.switchTo(number))
    return { live: number, cut: id, heldMs: Math.round(heldMs) }
  }

  async rollback(): Promise<Switched> {
    const { id, heldMs } = await told(this.#coordinator.rollback())
    const { live } = await this.#coordinator.generations()
    return { live, cut: id, heldMs: Math.round(heldMs) }
  }

  /** Resolves to the topics that were deleted. */
  async retire(number: number): Promise<readonly string[]> {
    await this.#find(number)
    return told(this.#coordinator.retire(number))
  }

  /** As `retire`. */
  async abandon(number: number): Promise<readonly string[]> {
    await this.#find(number)
    return told(this.#coordinator.abandon(number, 'told to'))
  }

  async #find(number: number): Promise<{ readonly generation: Generation; readonly live: Generation }> {
    const { generations, live } = await this.#coordinator.generations()
    const generation = generations.get(number)
    if (!generation) throw notFound({ en: 'generation', fr: 'génération' }, String(number))
    return { generation, live: generations.get(live)! }
  }

  /** With the rate since the last look. */
  async #progress(generation: Generation): Promise<GenerationProgress | null> {
    const { number } = generation
    if (isOver(generation)) return null
    const progress = await this.#coordinator.progressOf(number, this.#before.get(number))
    this.#before.set(number, progress)
    return progress
  }
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const isRefused =
      error instanceof StreamsError && (error.code === 'GENERATION_REFUSED' || error.code === 'CUT_ABORTED')
    if (!isRefused) throw error
    throw problem('generation-refused', {
      en: error.message,
      fr: `Impossible maintenant (${error.code}) : ${error.message}`,
    })
  }
}
