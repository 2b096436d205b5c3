import type { CommittedOffset, Kafka } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import type { Task } from './task.ts'
import type { Time } from './time.ts'

/** How often, ms. */
const intervalMs = 30_000

/** Deletes what was processed from repartition topics: they are kept for ever otherwise, and nobody else reads them. */
export class Purge {
  readonly #kafka: Kafka
  readonly #logger: Logger
  readonly #time: Time
  readonly #purged = new Map<string, number>()
  #last: number
  #busy = false

  constructor(kafka: Kafka, logger: Logger, time: Time) {
    this.#kafka = kafka
    this.#logger = logger
    this.#time = time
    this.#last = time.elapsed()
  }

  /** Call after a commit, with what it committed. Works beside the processing; a failure is tried again later. */
  committed(tasks: readonly Task[], offsets: readonly CommittedOffset[]): void {
    if (this.#busy || this.#time.elapsed() - this.#last < intervalMs) return
    this.#last = this.#time.elapsed()
    const internal = new Set(tasks.flatMap(task => task.queues.filter(queue => queue.isInternal).map(id)))
    const before = offsets.filter(
      offset => internal.has(id(offset)) && offset.offset > (this.#purged.get(id(offset)) ?? 0),
    )
    if (before.length === 0) return
    this.#busy = true
    this.#kafka
      .deleteRecords(before)
      .then(() => {
        for (const offset of before) this.#purged.set(id(offset), offset.offset)
      })
      .catch(error =>
        this.#logger.warn(
          { error: String(error) },
          'could not purge the repartition topics; trying again later',
        ),
      )
      .finally(() => {
        this.#busy = false
      })
  }
}

const id = ({ topic, partition }: { readonly topic: string; readonly partition: number }) =>
  `${topic}[${partition}]`
