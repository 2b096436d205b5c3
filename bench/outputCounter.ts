import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { endOfBatches, RecordCursor } from 'millrace/wire'
import { openTransactions } from './openTransactions.ts'
import { partitions } from './workload.ts'

interface Position {
  readonly topic: string
  readonly partition: number
  offset: number
}

/** What stands in one topic, committed. */
export interface TopicCount {
  records: number
  readonly keys: Set<string>
}

/**
 * Counts what a read-committed consumer sees in the output topics from now on. A key that comes twice shows as a record
 * more than there are keys. `poll` may be called while brokers go and come.
 */
export class OutputCounter {
  readonly topics = new Map<string, TopicCount>()
  /** When the first and the newest record were seen, `performance.now()`; NaN before. */
  firstAt = Number.NaN
  lastAt = Number.NaN
  readonly #kafka: Kafka
  readonly #positions: Position[]
  readonly #seen: (topic: string, key: string) => void

  private constructor(kafka: Kafka, positions: Position[], seen: (topic: string, key: string) => void) {
    this.#kafka = kafka
    this.#positions = positions
    this.#seen = seen
    for (const { topic } of positions) this.topics.set(topic, { records: 0, keys: new Set() })
  }

  /** `seen` is told of every record. */
  static async open(
    kafka: Kafka,
    topics: readonly string[],
    seen: (topic: string, key: string) => void = () => {},
  ): Promise<OutputCounter> {
    const all = topics.flatMap(topic =>
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
    )
    return new OutputCounter(
      kafka,
      (await kafka.listOffsets(all, 'stable')).map(listed => ({ ...listed })),
      seen,
    )
  }

  /** Distinct keys of the topic that has fewest. */
  get distinct(): number {
    return Math.min(...[...this.topics.values()].map(({ keys }) => keys.size))
  }

  /** Records beyond the first of their key. */
  get duplicates(): number {
    return [...this.topics.values()].reduce((sum, { records, keys }) => sum + records - keys.size, 0)
  }

  /** One look, at most 20 ms long when there is nothing. Resolves to how many records were new. */
  async poll(): Promise<number> {
    try {
      const leaders = await Promise.all(
        this.#positions.map(each => this.#kafka.leaderOf(each.topic, each.partition)),
      )
      const brokers = Map.groupBy(this.#positions, (_, index) => leaders[index]!)
      const found = await Promise.all(
        [...brokers].map(([broker, positions]) => this.#fetch(broker, positions)),
      )
      return found.reduce((sum, count) => sum + count, 0)
    } catch (error) {
      if (!(error instanceof Error) || !error.name.startsWith('Kafka')) throw error
      await sleep(50)
      return 0
    }
  }

  /** Polls up to what is committed now. Throws when that takes more than a minute. */
  async drain(): Promise<void> {
    const deadline = performance.now() + 60_000
    const ends = await this.#kafka.listOffsets(this.#positions, 'stable')
    const isBehind = ({ topic, partition, offset }: Position) =>
      offset < ends.find(end => end.topic === topic && end.partition === partition)!.offset
    while (this.#positions.some(isBehind)) {
      if (performance.now() > deadline)
        throw new Error('The outputs could not be read to their end within a minute')
      await this.poll()
    }
  }

  /** See openTransactions.ts; of the outputs and of these topics. */
  openTransactions(topics: readonly string[]): Promise<readonly string[]> {
    return openTransactions(this.#kafka, [...this.topics.keys(), ...topics])
  }

  async #fetch(broker: number, positions: readonly Position[]): Promise<number> {
    const answers = await this.#kafka.fetch(broker, {
      partitions: positions.map(({ topic, partition, offset }) => ({
        topic,
        partition,
        offset,
        maxBytes: 4 << 20,
      })),
      maxWaitMs: 20,
      minBytes: 1,
      maxBytes: 32 << 20,
    })
    let found = 0
    for (const { topic, partition, error, records, aborted } of answers) {
      if (error !== null || records === null || records.length === 0) continue
      const position = positions.find(each => each.topic === topic && each.partition === partition)!
      const count = this.topics.get(topic)!
      const cursor = new RecordCursor(records, position.offset, aborted)
      for (; cursor.next(); found++) {
        const key = cursor.keyText() ?? ''
        count.records++
        count.keys.add(key)
        this.#seen(topic, key)
      }
      position.offset = endOfBatches(records, position.offset)
    }
    if (found > 0) {
      this.lastAt = performance.now()
      if (Number.isNaN(this.firstAt)) this.firstAt = this.lastAt
    }
    return found
  }
}
