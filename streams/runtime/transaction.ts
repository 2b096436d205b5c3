import type { FollowedOutput } from '../processing/recordObserver.ts'
import type { OutputRecord, RecordWriter } from '../processing/recordWriter.ts'
import type { Kafka, ProduceBatch, Producer, TopicPartition } from '../wire/kafka.ts'
import { BatchBuilder } from '../wire/records/batchBuilder.ts'
import { partitionForKey } from '../wire/records/partitioner.ts'
import type { RecordPlace } from './fateOf.ts'
import { StreamsError } from './streamsError.ts'
import { TopicCounts } from './topicCounts.ts'
import type { Topics } from './topics.ts'

/** A batch is closed at this size, below the 1 MB that brokers take by default. */
const batchBytes = 900_000
/** Closed batches are sent while processing goes on, as soon as there is this much. */
const sendBytes = 256 * 1024
/** Of a batch with one record, what is neither key nor value nor headers; bytes at most. */
const frameBytes = 100

interface Output extends TopicPartition {
  readonly builder: BatchBuilder
  sequence: number
  /** Written since the last seal. */
  records: number
  bytes: number
  /** Whether the open transaction covers the partition. */
  inTransaction: boolean
  /** The offset after the last record written, as the broker told it. */
  end: number
}

/**
 * What the tasks write, as one transaction after another of one producer.
 *
 * Records are encoded straight into one buffer a partition; full ones are sent while processing goes on. Nothing here
 * repeats a request: after any failure the transaction is aborted and the tasks begin again from what is committed.
 */
export class Transaction implements RecordWriter {
  readonly #kafka: Kafka
  readonly #topics: Topics
  readonly #maxRecordBytes: number
  readonly #outputs = new Map<string, (Output | undefined)[]>()
  /** Written to since the last seal. */
  #touched = new Set<Output>()
  /** Those of the transaction that is ending; null while none is. Nothing more is sent then: it would join it. */
  #ending: Set<Output> | null = null
  #producer: Producer
  #closed: { readonly output: Output; readonly batch: ProduceBatch; readonly count: number }[] = []
  #closedBytes = 0
  #issued: Promise<void> = Promise.resolve()
  #acks: Promise<void>[] = []
  #unacked = 0
  #failure: unknown = null
  #counts = new TopicCounts()
  #followed: FollowedOutput[] = []
  #endingFollowed: readonly FollowedOutput[] = []
  #sealed = 0

  constructor(options: { kafka: Kafka; topics: Topics; producer: Producer; maxRecordBytes: number }) {
    this.#kafka = options.kafka
    this.#topics = options.topics
    this.#producer = options.producer
    this.#maxRecordBytes = options.maxRecordBytes
  }

  get producer(): Producer {
    return this.#producer
  }

  /** Whether nothing was written since the last transaction ended. */
  get isEmpty(): boolean {
    return this.#touched.size === 0 && this.#ending === null
  }

  /** How many transactions this producer epoch has sealed. */
  get sealed(): number {
    return this.#sealed
  }

  /** Partitions that ended transactions of this producer epoch wrote to, and the open one does not. */
  settled(): readonly TopicPartition[] {
    const written = [...this.#outputs.values()].flat().filter(output => output !== undefined)
    return written.filter(output => !output.inTransaction && output.end > 0)
  }

  /** Encoded and not yet acknowledged. */
  get bytes(): number {
    let open = this.#closedBytes + this.#unacked
    for (const output of this.#touched) open += output.builder.size
    return open
  }

  /** Records of the ending transaction, by topic. */
  get counts(): TopicCounts {
    return this.#counts
  }

  /** What of the ending transaction was to be told of once it is committed. */
  get followed(): readonly FollowedOutput[] {
    return this.#endingFollowed
  }

  check(record: OutputRecord): void {
    const taken = this.#topics.batchBytesOf(record.topic)
    const most = Math.min(this.#maxRecordBytes, taken - frameBytes)
    if (atMost(record) <= most) return
    const size = sizeOf(record.key) + sizeOf(record.value) + headerBytes(record)
    if (size <= most) return
    const limit =
      most === this.#maxRecordBytes
        ? `maxRecordBytes (${this.#maxRecordBytes})`
        : `the topic takes (max.message.bytes is ${taken})`
    throw new StreamsError(
      'RECORD_TOO_LARGE',
      `A record for ${record.topic} has ${size} bytes, more than ${limit}. ` +
        'Write less, or raise maxRecordBytes and the max.message.bytes of the topic.',
    )
  }

  write(record: OutputRecord, taskPartition: number): void {
    const { key, value } = record
    const count = this.#topics.partitionsOf(record.topic)
    const partition = record.partition ?? (key === null ? taskPartition % count : partitionForKey(key, count))
    const output = this.#output(record.topic, partition)
    const most = Math.min(batchBytes, this.#topics.batchBytesOf(record.topic))
    if (output.builder.count > 0 && output.builder.size + atMost(record) + frameBytes > most)
      this.#close(output)
    const { size } = output.builder
    output.builder.append(key, value, record.timestamp, record.headers.length > 0 ? record.headers : null)
    if (output.records === 0) this.#touched.add(output)
    output.records++
    output.bytes += output.builder.size - size
    if (record.followed) this.#followed.push(record.followed)
  }

  /** Sends what is full, without waiting for it. Call between chunks. */
  sendFull(): void {
    if (this.#ending) return
    for (const output of this.#touched) if (output.builder.size >= sendBytes) this.#close(output)
    if (this.#closed.length > 0) this.#issue()
  }

  /** Closes the transaction to further records and sends all there is. What is written from now on belongs to the next one. */
  seal(): void {
    for (const output of this.#touched) if (output.builder.count > 0) this.#close(output)
    if (this.#closed.length > 0) this.#issue()
    this.#sealed++
    this.#ending = this.#touched
    this.#touched = new Set()
    this.#endingFollowed = this.#followed
    this.#followed = []
    this.#counts = new TopicCounts()
    for (const output of this.#ending) {
      this.#counts.add(output.topic, output.records, output.bytes)
      output.records = 0
      output.bytes = 0
    }
  }

  /** Resolves when the brokers have been asked to write all that was sent. */
  async issued(): Promise<void> {
    await this.#issued
    this.#throwFailure()
  }

  /** Resolves when all that was sent is written. */
  async written(): Promise<void> {
    await Promise.all(this.#acks)
    this.#acks = []
    this.#throwFailure()
  }

  /** The offset of the last record that the ending transaction wrote to a partition; null when it wrote none. */
  lastOf(topic: string, partition: number): number | null {
    const output = this.#outputs.get(topic)?.[partition]
    return output && this.#ending?.has(output) ? output.end - 1 : null
  }

  /** The last record that the ending transaction wrote to each partition. */
  lastRecords(): readonly RecordPlace[] {
    return [...(this.#ending ?? [])].map(({ topic, partition, end }) => ({
      topic,
      partition,
      offset: end - 1,
    }))
  }

  /** The transaction ended; the next one may be sent. */
  ended(): void {
    for (const output of this.#ending ?? []) output.inTransaction = false
    this.#ending = null
  }

  /** Throws away what is not sent and goes on as another producer epoch. The caller has ended the old transaction. */
  async restart(producer: Producer): Promise<void> {
    await Promise.allSettled([this.#issued, ...this.#acks])
    this.#producer = producer
    this.#sealed = 0
    this.#outputs.clear()
    this.#touched = new Set()
    this.#ending = null
    this.#followed = []
    this.#closed = []
    this.#closedBytes = 0
    this.#issued = Promise.resolve()
    this.#acks = []
    this.#unacked = 0
    this.#failure = null
  }

  #output(topic: string, partition: number): Output {
    let outputs = this.#outputs.get(topic)
    if (!outputs) {
      outputs = []
      this.#outputs.set(topic, outputs)
    }
    let output = outputs[partition]
    if (!output) {
      output = {
        topic,
        partition,
        builder: new BatchBuilder(),
        sequence: 0,
        records: 0,
        bytes: 0,
        inTransaction: false,
        end: 0,
      }
      outputs[partition] = output
    }
    return output
  }

  #close(output: Output): void {
    const { builder } = output
    const count = builder.count
    const records = builder.finish({
      producerId: this.#producer.producerId,
      producerEpoch: this.#producer.producerEpoch,
      baseSequence: output.sequence,
      transactional: true,
    })
    builder.reset()
    output.sequence = (output.sequence + count) % 2 ** 31
    this.#closed.push({ output, batch: { topic: output.topic, partition: output.partition, records }, count })
    this.#closedBytes += records.length
  }

  /** A produce request takes one batch a partition: the rest goes into the next. */
  #issue(): void {
    const waiting = this.#closed
    this.#closed = []
    this.#closedBytes = 0
    while (waiting.length > 0) {
      const round: typeof waiting = []
      const rest: typeof waiting = []
      const taken = new Set<Output>()
      for (const entry of waiting.splice(0)) {
        if (taken.has(entry.output)) rest.push(entry)
        else {
          taken.add(entry.output)
          round.push(entry)
        }
      }
      waiting.push(...rest)
      const bytes = round.reduce((sum, { batch }) => sum + batch.records.length, 0)
      this.#unacked += bytes
      this.#issued = this.#issued.then(() => this.#send(round, bytes)).catch(error => this.#fail(error))
    }
  }

  async #send(
    round: { readonly output: Output; readonly batch: ProduceBatch; readonly count: number }[],
    bytes: number,
  ): Promise<void> {
    if (this.#failure) return
    const added = round.map(({ output }) => output).filter(output => !output.inTransaction)
    if (added.length > 0) {
      await this.#kafka.addPartitionsToTxn(this.#producer, added)
      for (const output of added) output.inTransaction = true
    }
    const written = this.#kafka
      .produce(
        this.#producer,
        round.map(({ batch }) => batch),
      )
      .then(results => {
        this.#unacked -= bytes
        for (const { output, count } of round) {
          const result = results.find(
            ({ topic, partition }) => topic === output.topic && partition === output.partition,
          )
          if (!result || result.error !== null) {
            throw new ProduceRefused(output, result?.error ?? 'no answer for the partition')
          }
          output.end = result.baseOffset + count
        }
      })
      .catch(error => this.#fail(error))
    this.#acks.push(written)
  }

  #fail(error: unknown): void {
    this.#failure ??= error
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure
  }
}

/** A partition would not take a batch. */
export class ProduceRefused extends Error {
  readonly kafkaName: string

  constructor(output: TopicPartition, kafkaName: string) {
    super(`${output.topic}[${output.partition}] refused a batch: ${kafkaName}`)
    this.name = 'ProduceRefused'
    this.kafkaName = kafkaName
  }
}

/** Never less than the bytes of the record, without counting its text: a UTF-16 unit takes three bytes at most. */
function atMost(record: OutputRecord): number {
  return 3 * ((record.key?.length ?? 0) + (record.value?.length ?? 0)) + headerBytes(record)
}

/** With their lengths, which take five bytes each at most. */
function headerBytes({ headers }: OutputRecord): number {
  let bytes = 0
  for (const { key, value } of headers) bytes += sizeOf(key) + sizeOf(value) + 10
  return bytes
}

function sizeOf(data: string | Uint8Array | null): number {
  if (data === null) return 0
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length
}
