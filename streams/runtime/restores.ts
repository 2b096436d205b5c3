import { channels } from './channels.ts'
import type { Counters } from './counters.ts'
import type { Logger } from './logger.ts'
import type { RestoreProgress, RestoreTotal } from './restoreProgress.ts'
import type { StoreReplica } from './storeReplica.ts'
import type { Time } from './time.ts'
import type { Timeline } from './timeline.ts'

/** A line a store and a channel message come this often while a restore lasts, ms. */
const tellEveryMs = 5_000

export interface RestoresOptions {
  readonly applicationId: string
  readonly counters: Counters
  readonly timeline: Timeline
  readonly logger: Logger
  readonly time: Time
}

interface Running {
  readonly store: string
  readonly partition: number
  readonly topic: string
  readonly from: number
  readonly to: number
  readonly began: number
  told: number
  records: number
  bytes: number
}

/** The restores under way: how far each is, how fast, and how long it will take. */
export class Restores {
  readonly #options: RestoresOptions
  readonly #running = new Map<StoreReplica, Running>()

  constructor(options: RestoresOptions) {
    this.#options = options
  }

  begin(replica: StoreReplica, what: Pick<Running, 'store' | 'partition' | 'topic' | 'from' | 'to'>): void {
    const now = this.#options.time.elapsed()
    this.#running.set(replica, { ...what, began: now, told: now, records: 0, bytes: 0 })
    const { store, partition, from, to } = what
    this.#options.logger.info(
      { store, partition, from, to },
      from > 0 ? 'restoring the tail of a store' : 'restoring a store',
    )
    this.#options.timeline.add({ kind: 'restore-began', store, partition, from, to })
    this.#publish(replica, 'begin')
  }

  moved(replica: StoreReplica, records: number, bytes: number): void {
    const running = this.#running.get(replica)
    if (!running) return
    const { counters, logger, time } = this.#options
    running.records += records
    running.bytes += bytes
    counters.restored.records += records
    counters.restored.bytes += bytes
    if (time.elapsed() - running.told < tellEveryMs || replica.hasReached) return
    running.told = time.elapsed()
    const { store, partition, at, to, perSecond, remainingMs } = this.#progressOf(replica, running)
    logger.info({ store, partition, at, to, records: running.records, perSecond, remainingMs }, 'restoring')
    this.#publish(replica, 'progress')
  }

  end(replica: StoreReplica): void {
    const running = this.#running.get(replica)
    if (!running) return
    const { store, partition, from, records, bytes, began } = running
    const ms = Math.round(this.#options.time.elapsed() - began)
    this.#options.logger.info(
      { store, partition, from, to: replica.position, records, bytes, ms },
      replica.hasReached ? 'store restored' : 'restore given up',
    )
    this.#options.timeline.add({
      kind: 'restore-ended',
      store,
      partition,
      records,
      bytes,
      ms,
      isDone: replica.hasReached,
    })
    this.#publish(replica, 'end')
    this.#running.delete(replica)
  }

  /** Those that can be read while they catch up. */
  get replicas(): readonly StoreReplica[] {
    return [...this.#running.keys()]
  }

  get progress(): readonly RestoreProgress[] {
    return [...this.#running].map(([replica, running]) => this.#progressOf(replica, running))
  }

  get total(): RestoreTotal | null {
    const all = this.progress
    if (all.length === 0) return null
    const sum = (of: (progress: RestoreProgress) => number) =>
      all.reduce((total, each) => total + of(each), 0)
    const remaining = sum(({ at, to }) => to - at)
    const perSecond = sum(each => each.perSecond)
    return {
      stores: all.length,
      records: sum(each => each.records),
      bytes: sum(each => each.bytes),
      remaining,
      perSecond,
      remainingMs: perSecond > 0 ? Math.round((remaining / perSecond) * 1000) : null,
    }
  }

  #progressOf(replica: StoreReplica, running: Running): RestoreProgress {
    const { store, partition, topic, from, to, records, bytes, began } = running
    const at = Math.min(to, replica.position)
    const seconds = Math.max(0.001, (this.#options.time.elapsed() - began) / 1000)
    const perSecond = Math.round((at - from) / seconds)
    const remainingMs = perSecond > 0 ? Math.round(((to - at) / perSecond) * 1000) : null
    return { store, partition, topic, from, at, to, records, bytes, perSecond, remainingMs }
  }

  #publish(replica: StoreReplica, phase: 'begin' | 'progress' | 'end'): void {
    const running = this.#running.get(replica)!
    const { applicationId } = this.#options
    channels.restore.publish({ applicationId, phase, ...this.#progressOf(replica, running) })
  }
}
