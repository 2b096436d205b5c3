import { generationsAtFirst } from '../../generations/foldRecord.ts'
import type { Generation, Generations } from '../../generations/generations.ts'
import type { SimulatedProcess } from '../../testing/simulation/simulatedProcess.ts'
import type { FeedGenerations } from '../feedGenerations.ts'

/** What one process knows of the generations: the truth, some time later. */
export class ModelGenerations implements FeedGenerations {
  readonly generation: Pick<Generation, 'number' | 'id'>
  generations: Generations
  readonly #process: SimulatedProcess
  readonly #truth: () => Generations
  readonly #listeners = new Set<(generations: Generations) => void>()

  constructor(
    generation: Pick<Generation, 'number' | 'id'>,
    process: SimulatedProcess,
    truth: () => Generations,
  ) {
    this.generation = generation
    this.#process = process
    this.#truth = truth
    this.generations = truth()
  }

  get isLive(): boolean {
    return this.generations.live === this.generation.number
  }

  async confirm(): Promise<void> {
    await this.#process.time.sleep(3)
    this.follow()
  }

  follow(): void {
    if (this.#process.isDead) return
    this.generations = this.#truth()
    for (const listener of [...this.#listeners]) listener(this.generations)
  }

  onFollowed(listener: (generations: Generations) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** Two generations, of which the first is live. */
export function twoGenerations(applicationId: string): Generations {
  const first = generationsAtFirst(applicationId)
  const one = first.generations.get(1)!
  const two = { ...one, number: 2, id: `${applicationId}.g2`, state: 'building' as const }
  return { ...first, generations: new Map([...first.generations, [2, two]]) }
}
