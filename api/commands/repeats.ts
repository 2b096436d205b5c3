import { problem } from '../problems.ts'

/** What is remembered of a command with an Idempotency-Key. */
export interface Known<Answer> {
  readonly fingerprint: string
  /** Event time of its first sending: a repeat has the same. */
  readonly time: number
  /** Null: none was given yet, or the last attempt failed. */
  readonly answer: Answer | null
}

interface Remembered<Answer> {
  known: Known<Answer>
  /** Null: the last attempt failed, a repeat is a new one. */
  answering: Promise<Answer> | null
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

  known(eventId: string): Known<Answer> | null {
    return this.#remembered.get(eventId)?.known ?? null
  }

  /** Of an earlier process, or of another instance. */
  remember(eventId: string, known: Known<Answer>): void {
    this.#put(eventId, { known, answering: known.answer === null ? null : Promise.resolve(known.answer) })
  }

  /**
   * The answer that was given, or is being made, for the same command; else that of `work`. Rejects with a Problem when the
   * key was used for something else.
   */
  async once(
    eventId: string,
    { fingerprint, time }: Pick<Known<Answer>, 'fingerprint' | 'time'>,
    work: () => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly repeated: boolean }> {
    const before = this.#remembered.get(eventId)
    if (before && before.known.fingerprint !== fingerprint) throw keyReused()
    if (before?.answering) return { answer: await before.answering, repeated: true }
    const answering = work()
    const entry: Remembered<Answer> = { known: { fingerprint, time, answer: null }, answering }
    this.#put(eventId, entry)
    try {
      const answer = await answering
      entry.known = { fingerprint, time, answer }
      return { answer, repeated: false }
    } catch (error) {
      entry.answering = null
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
