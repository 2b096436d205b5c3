import { randomUUID } from 'node:crypto'
import { generationsTopic } from '../graph/topicNames.ts'
import { type Logger, silent } from '../runtime/logger.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import { systemTime, type Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import { KafkaError, KafkaUnreachable } from '../wire/kafkaError.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { CorruptBatch } from '../wire/records/corruptBatch.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import { foldRecord, generationsAtFirst } from './foldRecord.ts'
import type { GenerationNews, GenerationRecord } from './generationRecord.ts'
import type { Generations } from './generations.ts'
import { readRecord, writeRecord } from './readRecord.ts'

export interface GenerationLogOptions {
  readonly kafka: Kafka
  /** The application's own name. */
  readonly applicationId: string
  /** Replicas of the topic when it is created. Default −1: the brokers' default. */
  readonly replicationFactor?: number
  readonly logger?: Logger
  /** Default: the machine's. */
  readonly time?: Time
}

/** One record of the log, in its place. */
export interface LogEntry {
  readonly offset: number
  /** Null: this program cannot read it. */
  readonly record: GenerationRecord | null
  /** Why it counts for nothing; null: it counts. */
  readonly void: string | null
  /** With this record. */
  readonly generations: Generations
}

/** How long it is tried to append a record while Kafka does not answer, ms. */
const appendPatienceMs = 30_000
const pauseMs = 100
const fetchBytes = 1 << 20

/**
 * The log of an application's generations. It is read from its beginning, and what was read is folded; reads may overlap. A topic that
 * does not exist is an empty log; the first append creates it.
 *
 * Reads throw GENERATIONS_UNREADABLE when records are missing or damaged, KafkaError and KafkaUnreachable.
 */
export class GenerationLog {
  readonly topic: string
  readonly #options: GenerationLogOptions
  readonly #time: Time
  readonly #logger: Logger
  readonly #listeners = new Set<(entry: LogEntry) => void>()
  #generations: Generations
  #topicId: string | null = null
  #next = 0

  constructor(options: GenerationLogOptions) {
    this.topic = generationsTopic(options.applicationId)
    this.#options = options
    this.#time = options.time ?? systemTime
    this.#logger = options.logger ?? silent
    this.#generations = generationsAtFirst(options.applicationId)
  }

  /** As far as it was read. */
  get generations(): Generations {
    return this.#generations
  }

  /** Offset of the next record to read. */
  get position(): number {
    return this.#next
  }

  /** Calls back for each record that is read from now on, in order; returns how to stop that. */
  onEntry(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads all that was appended before the call. */
  async read(): Promise<Generations> {
    const { kafka } = this.#options
    if (!(await this.#exists())) return this.#generations
    const read = this.#next // others may read on while this asks
    const [end] = await kafka.listOffsets([{ topic: this.topic, partition: 0 }], 'latest')
    if (end!.offset < read) throw this.#unreadable(`ends at ${end!.offset}, and was read up to ${read}`)
    while (this.#next < end!.offset) {
      const before = this.#next
      await this.poll(pauseMs)
      if (this.#next === before) await this.#time.sleep(pauseMs)
    }
    return this.#generations
  }

  /** Reads what there is behind what was read; waits for it so long. Resolves to whether the log exists. */
  async poll(maxWaitMs: number): Promise<boolean> {
    const { kafka } = this.#options
    if (!(await this.#exists())) return false
    const from = this.#next
    const [answer] = await kafka.fetch(await kafka.leaderOf(this.topic, 0), {
      partitions: [
        { topic: this.topic, topicId: this.#topicId, partition: 0, offset: from, maxBytes: fetchBytes },
      ],
      maxWaitMs,
      minBytes: 1,
      maxBytes: fetchBytes,
    })
    const { error, records, aborted, logStartOffset } = answer!
    if (error === 'UNKNOWN_TOPIC_ID') throw this.#unreadable('was deleted and created again')
    if (error === 'OFFSET_OUT_OF_RANGE' || (error === null && logStartOffset > from))
      throw this.#unreadable(`lacks records from ${from} on: it was truncated, or lost its last ones`)
    if (error !== null) await this.#time.sleep(pauseMs) // its leader moves, or it has trouble
    if (records === null || error !== null) return true
    const cursor = new RecordCursor(records, from, aborted)
    try {
      while (cursor.next()) if (cursor.offset >= this.#next) this.#take(cursor.offset, cursor.valueText())
    } catch (failure) {
      if (!(failure instanceof CorruptBatch)) throw failure
      throw this.#unreadable(`is damaged at ${this.#next}: ${failure.message}`, failure)
    }
    return true
  }

  /**
   * Appends a record and reads the log up to it. Throws GENERATION_REFUSED when it counts for nothing there (the message says
   * why), GENERATIONS_NEWER when a later program has written what this one does not know, KafkaUnreachable when Kafka did not
   * answer for half a minute: read again then, it may be there or come yet.
   */
  async append(news: GenerationNews): Promise<LogEntry> {
    const record: GenerationRecord = { id: randomUUID(), at: this.#time.now(), ...news }
    const now = await this.read()
    // A hold must end, whoever began it.
    if (now.newer !== null && news.type !== 'aborted') {
      throw new StreamsError(
        'GENERATIONS_NEWER',
        `${this.topic} was written by a later version of this program (${now.newer}). Act with that version.`,
      )
    }
    const objection = foldRecord(now, record).void
    if (objection !== null) throw refused(news, objection)
    await this.#create()
    let found: LogEntry | null = null
    const forget = this.onEntry(entry => {
      if (entry.record?.id === record.id) found ??= entry
    })
    try {
      await this.#write(record, () => found !== null)
    } finally {
      forget()
    }
    const entry = found as LogEntry | null
    if (entry!.void !== null) throw refused(news, entry!.void)
    return entry!
  }

  /** Written again while it is not known to be there: a second copy counts for nothing. */
  async #write(record: GenerationRecord, isThere: () => boolean): Promise<void> {
    const builder = new BatchBuilder()
    builder.append(record.type, writeRecord(record), record.at, null)
    const records = builder.finish(plainBatch)
    const deadline = this.#time.elapsed() + appendPatienceMs
    for (;;) {
      let failure: Error | null = null
      try {
        const [answer] = await this.#options.kafka.produce(null, [
          { topic: this.topic, partition: 0, records },
        ])
        if (answer!.error !== null) failure = new Error(`${this.topic} refused a record: ${answer!.error}`)
        await this.read()
        if (isThere()) return
      } catch (error) {
        if (!(error instanceof KafkaError || error instanceof KafkaUnreachable)) throw error
        failure = error
      }
      if (this.#time.elapsed() > deadline)
        throw failure ?? new KafkaUnreachable(`append to ${this.topic}`, 'unknown')
      await this.#time.sleep(pauseMs)
    }
  }

  #take(offset: number, text: string | null): void {
    this.#next = offset + 1
    const read = readRecord(text)
    let entry: LogEntry
    if (read.kind === 'known') {
      const { generations, void: why } = foldRecord(this.#generations, read.record)
      entry = { offset, record: read.record, void: why, generations }
    } else {
      const newer = read.kind === 'newer' ? `record ${offset}: ${read.why}` : this.#generations.newer
      entry = { offset, record: null, void: read.why, generations: { ...this.#generations, newer } }
      this.#logger.warn(
        { topic: this.topic, offset, why: read.why },
        read.kind === 'newer'
          ? 'a later version of this program wrote to the log of generations; it is not understood here'
          : 'a record in the log of generations is not one of ours; it counts for nothing',
      )
    }
    this.#generations = entry.generations
    for (const listener of this.#listeners) listener(entry)
  }

  async #exists(): Promise<boolean> {
    if (this.#topicId !== null) return true
    const found = (await this.#options.kafka.metadata([this.topic])).topics.get(this.topic)
    if (!found) return false
    if (found.leaders.length !== 1)
      throw this.#unreadable(`has ${found.leaders.length} partitions, and needs one`)
    this.#topicId = found.id
    return true
  }

  async #create(): Promise<void> {
    if (await this.#exists()) return
    const configs = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' }
    const replicationFactor = this.#options.replicationFactor ?? -1
    await this.#options.kafka
      .createTopics([{ name: this.topic, partitions: 1, replicationFactor, configs }])
      .catch(error => {
        if (!(error instanceof KafkaError && error.kafkaName === 'TOPIC_ALREADY_EXISTS')) throw error
      })
    for (const deadline = this.#time.elapsed() + appendPatienceMs; !(await this.#exists()); ) {
      if (this.#time.elapsed() > deadline) throw new KafkaUnreachable(`create ${this.topic}`, 'unknown')
      await this.#time.sleep(pauseMs)
    }
  }

  #unreadable(what: string, cause?: unknown): StreamsError {
    return new StreamsError(
      'GENERATIONS_UNREADABLE',
      `${this.topic} ${what}. It says which generation is live, and cannot be guessed: restore the topic, or stop all processes of all ` +
        'generations, delete it, and begin anew with generation 1.',
      cause,
    )
  }
}

const refused = (news: GenerationNews, why: string) =>
  new StreamsError(
    'GENERATION_REFUSED',
    `The log of generations does not take "${news.type}": ${why}. Look at what it says now, then ask again.`,
  )
