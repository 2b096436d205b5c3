import type { SweepRound, TaskProcessor } from '../processing/taskProcessor.ts'
import type { CutTag } from './offsetMetadata.ts'
import type { CutOrder } from './orders.ts'
import type { PartitionQueue } from './partitionQueue.ts'

/** What one task does about a cut: how far it reads, and what its offsets tell of it. All of it between chunks. */
export class TaskCut {
  readonly #sources: readonly PartitionQueue[]
  /** Of repartition topics: `HeldIntake` raises their limits. */
  readonly internal: readonly PartitionQueue[]
  readonly #processor: TaskProcessor
  #order: CutOrder | null = null
  #tag: CutTag | null = null
  #round: SweepRound | null = null
  /** Since the last record that was taken. */
  #isSwept = false

  constructor(queues: readonly PartitionQueue[], processor: TaskProcessor) {
    this.#sources = queues.filter(queue => !queue.isInternal)
    this.internal = queues.filter(queue => queue.isInternal)
    this.#processor = processor
  }

  /** What the offsets of the next commit tell. */
  get tag(): CutTag | null {
    return this.#tag
  }

  follow(order: CutOrder | null): void {
    if (order === this.#order) return
    this.#order = order
    this.#isSwept = false
    this.#round = null
    if (order === null) this.#tag = null
    if (order === null) {
      for (const queue of [...this.#sources, ...this.internal]) queue.limit = Number.POSITIVE_INFINITY
      return
    }
    for (const queue of this.internal) queue.limit = queue.takenTo
    for (const queue of this.#sources)
      queue.limit = order.positions?.get(`${queue.topic}-${queue.partition}`) ?? queue.takenTo
  }

  /**
   * After records were taken, or none. `tells`: the tag is another now, and should be committed. `isBusy`: the next step can follow
   * at once. `deleted`: rows were.
   */
  async stand(taken: number): Promise<{ tells: boolean; isBusy: boolean; deleted: boolean }> {
    const { id, phase } = this.#order!
    if (taken > 0) {
      this.#isSwept = false
      this.#round = null
    }
    const isThere = phase === 2 && this.#sources.every(queue => queue.isAtLimit)
    const { isBusy, deleted } =
      isThere && taken === 0 ? await this.#sweep() : { isBusy: false, deleted: false }
    // Kafka may have a commit before the disk has its rows.
    const isWritten = isThere && !this.#processor.isUncommitted
    const now = isWritten && (this.#isSwept || !this.#processor.hasTtl) ? 2 : 1
    const tells = this.#tag?.id !== id || this.#tag.phase !== now
    if (tells) this.#tag = { id, phase: now }
    return { tells, isBusy, deleted }
  }

  /** A whole round over the rows as they are committed, so nothing uncommitted may be left when it begins. */
  async #sweep(): Promise<{ isBusy: boolean; deleted: boolean }> {
    const nothing = { isBusy: false, deleted: false }
    if (this.#isSwept || !this.#processor.hasTtl) return nothing
    if (this.#round === null && this.#processor.isUncommitted) return nothing
    this.#round ??= this.#processor.sweepRound()
    const { deleted, isEnd } = await this.#round()
    if (isEnd) {
      this.#round = null
      this.#isSwept = true
    }
    return { isBusy: !isEnd, deleted: deleted > 0 }
  }
}
