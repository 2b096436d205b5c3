import { auditTopic } from '../../events/topics.ts'
import type { TrailEntry } from '../../events/trailEntry.ts'
import type { PublishedRecord } from '../commands/publisher.ts'

export interface TrailOptions {
  /** Rejects when some may not have been written: they are written again. */
  readonly publish: (records: readonly PublishedRecord[]) => Promise<unknown>
  /** Lines that may wait. */
  readonly limit: number
  /** While lines cannot be written, or too many wait: answer nothing that one would be written of. Else go on, and count what is lost. */
  readonly isRequired: boolean
  readonly log: { warn(details: object, message: string): void; info(details: object, message: string): void }
}

/** Lines of one batch. */
const batch = 500
/** How long the first line of a batch waits for others. */
const lingerMs = 100
/** After a failure: before the next attempt. */
const pauseMs = 1_000

/** The audit trail's writer: lines are taken at once, and written a moment later, in batches. */
export class Trail {
  readonly #options: TrailOptions
  #waiting: TrailEntry[] = []
  #isFailing = false
  #isLosing = false
  #isClosed = false
  #writing: Promise<void> | null = null
  #hurry = Promise.withResolvers<void>()
  #written = 0
  #lost = 0

  constructor(options: TrailOptions) {
    this.#options = options
  }

  /** Whether something may be answered that has to be noted. */
  get admits(): boolean {
    const { isRequired, limit } = this.#options
    return !isRequired || (!this.#isFailing && this.#waiting.length < limit)
  }

  get counts(): { readonly waiting: number; readonly written: number; readonly lost: number } {
    return { waiting: this.#waiting.length, written: this.#written, lost: this.#lost }
  }

  /** One of a required trail is always taken: what is under way was admitted. */
  note(entry: TrailEntry): void {
    const { limit, isRequired, log } = this.#options
    if (this.#isClosed || (this.#waiting.length >= limit && !isRequired)) {
      this.#lost++
      if (!this.#isLosing) log.warn({ waiting: this.#waiting.length }, 'lines of the audit trail are lost')
      this.#isLosing = true
      return
    }
    this.#waiting.push(entry)
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null
    })
  }

  /** Writes what waits, for so long at most. Idempotent. */
  async close(patienceMs = 5_000): Promise<void> {
    this.#isClosed = true
    this.#hurry.resolve()
    await Promise.race([this.#writing, sleep(patienceMs)])
    if (this.#waiting.length > 0)
      this.#options.log.warn(
        { lost: this.#waiting.length },
        'lines of the audit trail are lost: they could not be written',
      )
    this.#lost += this.#waiting.length
    this.#waiting = []
  }

  async #write(): Promise<void> {
    const { publish, log } = this.#options
    await Promise.race([sleep(lingerMs), this.#hurry.promise])
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.slice(0, batch)
      try {
        await publish(entries.map(recordOf))
        this.#waiting.splice(0, entries.length)
        this.#written += entries.length
        if (this.#isFailing) log.info({}, 'the audit trail is written again')
        this.#isFailing = false
        this.#isLosing = false
      } catch (error) {
        if (!this.#isFailing) log.warn({ error: String(error) }, 'the audit trail cannot be written')
        this.#isFailing = true
        await sleep(pauseMs)
      }
    }
  }
}

/** Those of one patient are in one partition. */
const recordOf = (entry: TrailEntry): PublishedRecord => ({
  topic: auditTopic,
  key: entry.patients.length === 1 ? entry.patients[0]! : null,
  value: JSON.stringify(entry),
  timestamp: Date.parse(entry.time),
})

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms).unref())
