import type { GlobalTableSpec } from '../graph/globalTable.ts'
import type { GlobalRows } from '../processing/globalRows.ts'
import type { Kafka } from '../wire/kafka.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { Logger } from './logger.ts'
import type { Time } from './time.ts'
import type { Topics } from './topics.ts'

const MiB = 1024 * 1024

/**
 * Keeps the global tables: reads their topics whole before the first task opens, then follows them beside the tasks.
 * A value that cannot be read is logged with its position and left out: no transaction covers these reads.
 */
export class GlobalTables {
  readonly #kafka: Kafka
  readonly #rows: GlobalRows
  readonly #logger: Logger
  readonly #time: Time
  #running = true
  #followers: Promise<void>[] = []

  constructor(kafka: Kafka, rows: GlobalRows, logger: Logger, time: Time) {
    this.#kafka = kafka
    this.#rows = rows
    this.#logger = logger
    this.#time = time
  }

  /** Resolves when every table is as its topic was at the call. */
  async start(topics: Topics): Promise<void> {
    const { specs } = this.#rows
    if (specs.length === 0) return
    await topics.learn(specs.map(({ topic }) => topic))
    const partitions = specs.flatMap(spec =>
      Array.from({ length: topics.partitionsOf(spec.topic) }, (_, partition) => ({
        spec,
        topic: spec.topic,
        partition,
      })),
    )
    const begins = await this.#kafka.listOffsets(partitions, 'earliest')
    const ends = await this.#kafka.listOffsets(partitions, 'stable')
    const offsetIn = (list: typeof begins, topic: string, partition: number) =>
      list.find(entry => entry.topic === topic && entry.partition === partition)!.offset
    await Promise.all(
      partitions.map(async ({ spec, topic, partition }) => {
        const end = offsetIn(ends, topic, partition)
        let at = offsetIn(begins, topic, partition)
        while (at < end && this.#running) at = await this.#read(spec, partition, at)
        this.#followers.push(this.#follow(spec, partition, at))
      }),
    )
  }

  async close(): Promise<void> {
    this.#running = false
    await Promise.all(this.#followers)
  }

  async #follow(spec: GlobalTableSpec, partition: number, from: number): Promise<void> {
    let at = from
    while (this.#running) {
      try {
        at = await this.#read(spec, partition, at)
      } catch (error) {
        if (this.#running)
          this.#logger.warn(
            { topic: spec.topic, partition, error: String(error) },
            'a global table waits for Kafka',
          )
        await this.#time.sleep(200)
      }
    }
  }

  async #read(spec: GlobalTableSpec, partition: number, at: number): Promise<number> {
    const leader = await this.#kafka.leaderOf(spec.topic, partition)
    const [answer] = await this.#kafka.fetch(leader, {
      partitions: [{ topic: spec.topic, partition, offset: at, maxBytes: MiB }],
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: MiB,
    })
    if (!answer || answer.error !== null) {
      await this.#time.sleep(100)
      return answer?.error === 'OFFSET_OUT_OF_RANGE' ? answer.logStartOffset : at
    }
    if (answer.records === null) return at
    const cursor = new RecordCursor(answer.records, at, answer.aborted)
    while (cursor.next()) {
      try {
        this.#rows.apply(spec.name, cursor.keyBytes(), cursor.valueBytes())
      } catch (error) {
        this.#logger.warn(
          { topic: spec.topic, partition, offset: cursor.offset, error: String(error) },
          'a row of a global table cannot be read; it is left out',
        )
      }
    }
    return endOfBatches(answer.records, at)
  }
}
