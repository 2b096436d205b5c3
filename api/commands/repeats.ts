import { problem } from '../problems.ts'

/** A command with an Idempotency-Key, as it is remembered. */
interface Remembered<Answer> {
  readonly fingerprint: string
  /** Event time of its first sending: a repeat has the same. */
  readonly time: number
  /** Null: the last attempt failed, a repeat is a new one. */
  answer: Promise<Answer> | null
}

/**
 * The last commands with an Idempotency-Key that this process was sent, by their eventId. What is not remembered (any more,
 * or by this process) is published again under the same ids, which has no further effect.
 */
export class Repeats<Answer> {
  readonly #limit: number
  readonly #remembered = new Map<string, Remembered<Answer>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Event time of the first sending. */
  timeOf(eventId: string): number | null {
    return this.#remembered.get(eventId)?.time ?? null
  }

  /** Of an earlier process: what it kept to be sent. */
  remember(eventId: string, fingerprint: string, time: number, answer: Answer): void {
    this.#put(eventId, { fingerprint, time, answer: Promise.resolve(answer) })
  }

  /**
   * The answer that was given, or is being made, for the same command; else that of `work`. Rejects with a Problem when the
   * key was used for something else.
   */
  async once(
    eventId: string,
    fingerprint: string,
    time: number,
    work: () => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly repeated: boolean }> {
    const known = this.#remembered.get(eventId)
    if (known && known.fingerprint !== fingerprint) throw keyReused()
    if (known?.answer) return { answer: await known.answer, repeated: true }
    const entry: Remembered<Answer> = { fingerprint, time, answer: work() }
    this.#put(eventId, entry)
    try {
      return { answer: await entry.answer!, repeated: false }
    } catch (error) {
      entry.answer = null
      throw error
    }
  }

  #put(eventId: string, entry: Remembered<Answer>): void {
    this.#remembered.delete(eventId)
    this.#remembered.set(eventId, entry)
    if (this.#remembered.size <= this.#limit) return
    const oldest = this.#remembered.keys().next()
    if (!oldest.done) this.#remembered.delete(oldest.value)
  }
}

const keyReused = () =>
  problem('key-reused', {
    en: 'This Idempotency-Key came with other content before.',
    fr: 'Cette clé d’idempotence est déjà venue avec un autre contenu.',
  })
