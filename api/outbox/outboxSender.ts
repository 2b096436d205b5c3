import { setTimeout } from 'node:timers/promises'
import { isKafkas } from '../commands/publishRefused.ts'
import type { Outbox, OutboxLog } from './outbox.ts'
import type { Kept } from './recoverSegments.ts'

/** A transaction has so much at most: well below what a broker takes as one batch. */
const recordsAtOnce = 1_000
const bytesAtOnce = 512 * 1024

/** Between attempts: they double. */
const defaultPauses = { firstMs: 100, longestMs: 5_000 }

export type SenderState = 'idle' | 'sending' | 'waiting' | 'stopped'

/** Where it is sent to: OutboxProducer. */
export interface OutboxTarget {
  open(): Promise<number>
  send(kept: readonly Kept[]): Promise<void>
}

/** Sends what an outbox keeps, in order, as soon as Kafka takes it: it tries again for ever, after pauses that double up to 5 s. */
export class OutboxSender {
  readonly #outbox: Outbox
  readonly #target: OutboxTarget
  readonly #log: OutboxLog
  readonly #pauses: typeof defaultPauses
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  state: SenderState = 'idle'
  /** Why it waits; null while it has not failed yet. */
  lastError: string | null = null
  /** Records sent by this process. */
  sent = 0

  constructor(outbox: Outbox, target: OutboxTarget, log: OutboxLog, pauses = defaultPauses) {
    this.#outbox = outbox
    this.#target = target
    this.#log = log
    this.#pauses = pauses
    this.#done = this.#run()
  }

  /** Resolves when the attempt under way has ended: within a request's timeout. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#done
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    let failures = 0
    while (!signal.aborted) {
      try {
        if (this.#outbox.isEmpty) this.state = 'idle'
        await this.#outbox.filled(signal)
        this.state = 'waiting'
        await this.#sendAll(signal)
        failures = 0
        this.lastError = null
      } catch (error) {
        if (signal.aborted) break
        this.#failed(error, failures)
        // Half of it by chance: instances that lost Kafka together do not come back together.
        const pause = Math.min(this.#pauses.longestMs, this.#pauses.firstMs * 2 ** failures++)
        await setTimeout(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
      }
    }
    this.state = 'stopped'
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    // What an attempt came to whose answer was lost, or an earlier process's, is known only now.
    await this.#settle(await this.#target.open())
    while (!signal.aborted && this.#outbox.kept.length > 0) {
      const kept = this.#outbox.oldest(recordsAtOnce, bytesAtOnce)
      this.state = 'sending'
      await this.#target.send(kept)
      this.lastError = null
      await this.#settle(kept.at(-1)!.number + 1)
    }
  }

  async #settle(next: number): Promise<void> {
    const before = this.#outbox.kept.length
    const cleared = this.#outbox.settle(next)
    const records = before - this.#outbox.kept.length
    this.sent += records
    await cleared
    if (records > 0)
      this.#log.info({ records, left: this.#outbox.kept.length }, 'commands of the outbox were published')
  }

  #failed(error: unknown, failures: number): void {
    this.state = 'waiting'
    this.lastError = error instanceof Error ? error.message : String(error)
    const details = { records: this.#outbox.kept.length, error: this.lastError }
    if (!isKafkas(error)) this.#log.warn({ ...details, err: error }, 'the outbox could not be sent')
    else if (failures === 0) this.#log.warn(details, 'the outbox waits for Kafka')
  }
}
