import type { Subtopology } from '../graph/subtopology.ts'
import type { InputRecord } from '../processing/inputRecord.ts'
import type { TaskProcessor } from '../processing/taskProcessor.ts'
import type { Breath } from './breath.ts'
import type { IntakeRate } from './intakeRate.ts'
import type { PartitionQueue } from './partitionQueue.ts'
import { TaskCut } from './taskCut.ts'
import type { Time } from './time.ts'
import type { TopicCounts } from './topicCounts.ts'

/** Between two steps that find little. */
const sweepEveryMs = 1_000

/** One subtopology for one partition number: its input queues and its processing. */
export class Task {
  readonly id: string
  readonly subtopology: Subtopology
  readonly partition: number
  readonly processor: TaskProcessor
  readonly queues: readonly PartitionQueue[]
  /** Whether it processed or wrote anything since the last commit. */
  isDirty = false
  /** Whether positions moved over markers alone: worth a commit, but not at once. */
  hasMoved = false
  /** Whether to commit without waiting for the interval. */
  isUrgent = false
  processed = 0
  readonly cut: TaskCut
  readonly #time: Time
  #sweepAt = 0

  constructor(
    subtopology: Subtopology,
    partition: number,
    processor: TaskProcessor,
    queues: readonly PartitionQueue[],
    time: Time,
  ) {
    this.id = processor.id
    this.subtopology = subtopology
    this.partition = partition
    this.processor = processor
    this.queues = queues
    this.#time = time
    this.cut = new TaskCut(queues, processor)
  }

  /**
   * Processes up to `limit` records, in the order of their timestamps. Resolves to how many there were; `consumed` counts
   * them by topic; `breath` is taken between records. Of source topics there are no more than `rate` allows.
   */
  async run(limit: number, consumed: TopicCounts, breath: Breath, rate: IntakeRate | null): Promise<number> {
    const records: InputRecord[] = []
    const allowed = rate?.allowance ?? Number.POSITIVE_INFINITY
    let fromSources = 0
    let taken = 0
    const began = this.#time.elapsed()
    for (; taken < limit; taken++) {
      const queue = this.#next()
      if (!queue) break
      if (!queue.isInternal && fromSources++ >= allowed) break
      const record = queue.take((error, raw) => this.processor.failedToDeserialize(error, raw))
      if (record) records.push(record)
    }
    rate?.took(Math.min(fromSources, allowed))
    if (taken > 0) {
      this.#count(consumed, this.#time.elapsed() - began)
      await this.processor.process(records, () => breath.due())
      this.isDirty = true
      this.processed += taken
    }
    for (const queue of this.queues) {
      const position = queue.takenTo
      if (position === queue.position) continue
      queue.position = position
      this.hasMoved = true
    }
    return taken
  }

  /** One step of the deletion of rows and versions whose time is over, when one is due: at once where many were, else once a second. */
  async sweep(elapsed: number, now: number): Promise<void> {
    if (elapsed < this.#sweepAt) return
    const { isBusy } = await this.processor.sweepHistory(now)
    const { looked, deleted } = await this.processor.sweep()
    if (deleted > 0) this.isDirty = true
    const isAtOnce = isBusy || (looked > 0 && deleted * 4 >= looked)
    this.#sweepAt = isAtOnce ? elapsed : elapsed + sweepEveryMs
  }

  /** While a cut holds, after each `run`, with how many it took. Resolves to whether there is more to do at once. */
  async stand(taken: number): Promise<boolean> {
    const { tells, isBusy, deleted } = await this.cut.stand(taken)
    if (deleted) this.isDirty = true
    // Others wait for it, to the last marker.
    if (tells || (taken === 0 && (this.isDirty || this.hasMoved))) this.isUrgent = true
    return isBusy
  }

  get pendingBytes(): number {
    let bytes = 0
    for (const store of this.processor.stores) bytes += store.pendingBytes
    return bytes
  }

  /** What was taken; the time that its decoding took is told apart by bytes. */
  #count(consumed: TopicCounts, decodingMs: number): void {
    const counts = this.queues.map(queue => ({ topic: queue.topic, ...queue.takeCounts() }))
    const all = counts.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { topic, records, bytes } of counts) {
      if (records === 0) continue
      consumed.add(topic, records, bytes)
      this.processor.decoded(topic, (decodingMs * bytes) / all)
    }
  }

  /**
   * The queue with the smallest timestamp at its head (then topic, then partition: the order of the queues). An empty one
   * that may still have records is waited for.
   */
  #next(): PartitionQueue | null {
    let best: PartitionQueue | null = null
    for (const queue of this.queues) {
      if (!queue.hasRecord) {
        if (!queue.isAtEnd) return null
        continue
      }
      if (best === null || queue.headTimestamp < best.headTimestamp) best = queue
    }
    return best
  }
}
