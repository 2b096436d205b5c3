import type { Kafka } from 'millrace'
import { readPartition } from 'millrace/wire'
import { readDeadLetter } from './deadLetter.ts'
import type { LetterFilter } from './letterFilter.ts'
import { formatLetterId, type LetterId } from './letterId.ts'
import { type FoundLetter, LetterScan } from './letterScan.ts'
import { type PurgeReport, purgeLetters } from './purgeLetters.ts'
import { refusalOf, sizeOf } from './replayRecord.ts'
import { treatBatch } from './treatBatch.ts'
import { type Treatment, Treatments } from './treatments.ts'
import type { Told, TreatReport } from './treatReport.ts'

export interface DeadLettersOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  /** Of dead letters, and of what became of them. */
  readonly topic: string
  readonly treatmentTopic: string
  /** Topics that records may be sent to again. */
  readonly isRead: (topic: string) => boolean
  /** Letters that one call looks at. Default 100,000. */
  readonly bound?: number
}

export interface LetterList {
  /** Without their values. */
  readonly letters: readonly FoundLetter[]
  /** Letters looked at, and how many at most. */
  readonly scanned: number
  readonly bound: number
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

/** Which letters are to be treated: these, or those that match. */
export type Selection =
  | { readonly letters: readonly LetterId[] }
  | { readonly filter: LetterFilter; readonly limit: number; readonly from?: LetterId | null }

/** Treated in one transaction: as many as fit well into one batch. */
const batchLetters = 200
const batchBytes = 500_000
const shownReasons = 100

/**
 * The dead letters, and what is done about them. A replay sends the record to its topic again and, in the same transaction,
 * writes that it did so: a crash leaves both or neither, and a letter is replayed once unless forced, also by two at
 * a time.
 */
export class DeadLetters {
  readonly #options: Required<DeadLettersOptions>
  readonly #treatments: Treatments
  /** One after the other; others than this process are kept apart by the transactional id. */
  #treating: Promise<unknown> = Promise.resolve()

  constructor(options: DeadLettersOptions) {
    this.#options = { bound: 100_000, ...options }
    this.#treatments = new Treatments(options.kafka, options.treatmentTopic)
  }

  async list(filter: LetterFilter, limit: number, from: LetterId | null = null): Promise<LetterList> {
    const { bound } = this.#options
    const scan = await this.#scan(filter, from)
    const letters: FoundLetter[] = []
    for await (const found of scan.letters()) {
      letters.push({ ...found, letter: { ...found.letter, value: null } })
      if (letters.length === limit) break
    }
    return { letters, scanned: scan.scanned, bound, next: nextOf(scan) }
  }

  /** Null when there is none there. */
  async get(id: LetterId): Promise<FoundLetter | null> {
    const { partitions } = await this.#look()
    return this.#read(id, partitions)
  }

  /** Sends letters to the topics that they came from, as they were. `force`: also those that were treated before. */
  replay(selection: Selection, force = false): Promise<TreatReport> {
    return this.#inTurn(() => this.#treat('replayed', selection, force))
  }

  /** Says of letters that nothing more is to be done about them. */
  discard(selection: Selection): Promise<TreatReport> {
    return this.#inTurn(() => this.#treat('discarded', selection, false))
  }

  /**
   * Deletes from Kafka what lies before the first open letter of each partition: letters that were treated, whose personal
   * data is to go. What they were treated as stays known.
   */
  async purge(): Promise<PurgeReport> {
    const { kafka, topic, bound } = this.#options
    const { partitions } = await this.#look()
    return purgeLetters({ kafka, topic, partitions, treatments: this.#treatments, bound })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#treating.then(work)
    this.#treating = done.catch(() => {})
    return done
  }

  /** What is known now: the topic, and what became of its letters. */
  async #look(): Promise<{ readonly topicId: string; readonly partitions: number }> {
    const { kafka, topic, treatmentTopic } = this.#options
    const { topics } = await kafka.metadata([topic, treatmentTopic])
    const letters = topics.get(topic)
    if (!letters || !topics.has(treatmentTopic)) {
      const missing = letters ? treatmentTopic : topic
      throw new Error(`There is no topic ${missing}: npx cabinet topics creates it.`)
    }
    await this.#treatments.catchUp(letters.id)
    return { topicId: letters.id, partitions: letters.leaders.length }
  }

  async #scan(filter: LetterFilter, from: LetterId | null | undefined): Promise<LetterScan> {
    const { kafka, topic, bound } = this.#options
    const { partitions } = await this.#look()
    const treatments = this.#treatments
    return new LetterScan({ kafka, topic, partitions, filter, treatments, from: from ?? null, bound })
  }

  async #read(id: LetterId, partitions: number): Promise<FoundLetter | null> {
    const { kafka, topic } = this.#options
    const { partition, offset } = id
    if (partition >= partitions) return null
    const [end] = await kafka.listOffsets([{ topic, partition }], 'stable')
    if (offset >= end!.offset) return null
    for await (const cursor of readPartition(kafka, { topic, partition }, offset, offset + 1)) {
      const letter = readDeadLetter(cursor, partition)
      return { letter, treatment: this.#treatments.of(letter), previous: null }
    }
    return null
  }

  async #treat(action: Treatment['action'], selection: Selection, force: boolean): Promise<TreatReport> {
    const { kafka, applicationId, treatmentTopic, bound } = this.#options
    const { topicId, partitions } = await this.#look()
    const transactionalId = `${applicationId}-dlq`
    const treatments = this.#treatments
    const context = { kafka, transactionalId, treatments, treatmentTopic, topicId, force }
    const reasons: { letter: string; reason: Told }[] = []
    const sums = { done: 0, already: 0, refused: 0 }
    const refuse = (letter: LetterId, reason: Told) => {
      sums.refused++
      if (reasons.length < shownReasons) reasons.push({ letter: formatLetterId(letter), reason })
    }
    let batch: FoundLetter[] = []
    let bytes = 0
    const finish = async () => {
      const letters = action === 'replayed' ? await this.#replayable(batch, refuse) : batch
      batch = []
      bytes = 0
      if (letters.length === 0) return
      const { done, already } = await treatBatch(action, letters, context)
      sums.done += done
      sums.already += already
    }
    const take = async (found: FoundLetter) => {
      const size = sizeOf(found.letter)
      if (batch.length === batchLetters || bytes + size > batchBytes) await finish()
      batch.push(found)
      bytes += size
    }

    if ('letters' in selection) {
      for (const id of selection.letters) {
        const found = await this.#read(id, partitions)
        if (found) await take(found)
        else refuse(id, { en: 'there is no such letter', fr: 'cette lettre n’existe pas' })
      }
      await finish()
      const scanned = selection.letters.length
      return { action, ...sums, reasons, scanned, bound: scanned, next: null }
    }
    const { filter, limit, from } = selection
    const scan = await this.#scan(filter, from)
    let matched = 0
    for await (const found of scan.letters()) {
      await take(found)
      if (++matched === limit) break
    }
    await finish()
    return { action, ...sums, reasons, scanned: scan.scanned, bound, next: nextOf(scan) }
  }

  async #replayable(
    batch: readonly FoundLetter[],
    refuse: (letter: LetterId, reason: Told) => void,
  ): Promise<FoundLetter[]> {
    const { kafka, isRead } = this.#options
    const sources = new Set(batch.flatMap(({ letter }) => (letter.source ? [letter.source.topic] : [])))
    const { topics } = await kafka.metadata([...sources].filter(isRead))
    return batch.filter(({ letter }) => {
      const reason = refusalOf(letter, topic => topics.get(topic)?.leaders.length ?? null)
      if (reason !== null) refuse(letter, reason)
      return reason === null
    })
  }
}

const nextOf = ({ next }: LetterScan): string | null => (next === null ? null : formatLetterId(next))
