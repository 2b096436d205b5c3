import type { Kafka } from 'millrace/wire'
import type { HeadersOf } from '../commands/publisher.ts'
import { Outbox, type OutboxOptions } from './outbox.ts'
import type { OutboxEntry } from './outboxEntry.ts'
import { OutboxProducer } from './outboxProducer.ts'
import { OutboxSender, type SenderState } from './outboxSender.ts'

export interface OutboxStatus {
  /** idle: nothing waits. sending. waiting: for Kafka, see `lastError`. stopped. */
  readonly state: SenderState
  readonly records: number
  readonly maxRecords: number
  readonly bytes: number
  readonly maxBytes: number
  /** Event time of the oldest that waits, ms; null: none waits. */
  readonly oldest: number | null
  readonly lastError: string | null
  /** Since this process began. */
  readonly totals: { readonly kept: number; readonly sent: number; readonly refused: number }
}

export interface CommandOutboxOptions extends OutboxOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  /** Headers that its records get when they are sent. Default none. */
  readonly headersOf?: HeadersOf
}

export interface FoundEntry {
  readonly eventId: string
  readonly fingerprint: string
  readonly topic: string
  readonly time: number
}

/** The outbox of one instance, with what sends it. */
export class CommandOutbox {
  readonly #options: CommandOutboxOptions
  readonly #outbox: Outbox
  readonly #sender: OutboxSender
  /** Those with an Idempotency-Key that an earlier process had acknowledged and not sent, as far as it knew. */
  readonly found: readonly FoundEntry[]
  #keptCount = 0
  #refused = 0

  private constructor(options: CommandOutboxOptions, outbox: Outbox) {
    this.#options = options
    this.#outbox = outbox
    this.found = outbox.kept.flatMap(({ entry: { eventId, fingerprint, record } }) =>
      fingerprint === null ? [] : [{ eventId, fingerprint, topic: record.topic, time: record.timestamp }],
    )
    const { kafka, applicationId, headersOf } = options
    const producer = new OutboxProducer(kafka, applicationId, outbox.id, headersOf)
    this.#sender = new OutboxSender(outbox, producer, options.log)
  }

  /** Begins to send what is there. Throws StateDirectoryLocked while another process has the folder, and what the disk says. */
  static async open(options: CommandOutboxOptions): Promise<CommandOutbox> {
    return new CommandOutbox(options, await Outbox.open(options))
  }

  get isEmpty(): boolean {
    return this.#outbox.isEmpty
  }

  /** Resolves when it is on the disk. Rejects with OutboxUnable when it is full or the disk refuses. */
  async keep(entry: OutboxEntry): Promise<void> {
    try {
      await this.#outbox.keep(entry)
      this.#keptCount++
    } catch (error) {
      this.#refused++
      throw error
    }
  }

  /** Resolves when everything was sent. Rejects when the signal is aborted. */
  emptied(signal: AbortSignal): Promise<void> {
    return this.#outbox.emptied(signal)
  }

  status(): OutboxStatus {
    const { maxRecords, maxBytes } = this.#options
    const { kept, bytes } = this.#outbox
    return {
      state: this.#sender.state,
      records: kept.length,
      maxRecords,
      bytes,
      maxBytes,
      oldest: kept[0]?.entry.record.timestamp ?? null,
      lastError: this.#sender.lastError,
      totals: { kept: this.#keptCount, sent: this.#sender.sent, refused: this.#refused },
    }
  }

  /** Ends the sending, within a request's timeout; what is left is sent by the next process. Nothing may be kept any more. */
  async close(): Promise<void> {
    await this.#sender.stop()
    await this.#outbox.close()
  }
}
