import type { Kafka } from 'millrace'
import { endOfBatches, RecordCursor } from 'millrace/wire'
import { partitions } from '../workload.ts'

interface Place {
  readonly topic: string
  readonly partition: number
  offset: number
}

const written = /"nom":"t(\d+(?:\.\d+)?)"/

/** A plain read-committed consumer of changelogs: how long after a name was written its row is committed, and read. */
export class CommitWatch {
  readonly #kafka: Kafka
  readonly #places: readonly Place[]
  #times: number[] = []
  #isStopped = false
  #running: Promise<void> = Promise.resolve()

  private constructor(kafka: Kafka, places: readonly Place[]) {
    this.#kafka = kafka
    this.#places = places
  }

  static async open(kafka: Kafka, topics: readonly string[]): Promise<CommitWatch> {
    const all = topics.flatMap(topic =>
      Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
    )
    const watch = new CommitWatch(
      kafka,
      (await kafka.listOffsets(all, 'stable')).map(end => ({ ...end })),
    )
    watch.#running = watch.#run()
    return watch
  }

  /** ms, in order, since the last call. */
  take(): readonly number[] {
    const times = this.#times.sort((a, b) => a - b)
    this.#times = []
    return times
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const broker = await this.#kafka.leaderOf(this.#places[0]!.topic, 0)
      const answers = await this.#kafka.fetch(broker, {
        partitions: this.#places.map(place => ({ ...place, maxBytes: 1 << 20 })),
        maxWaitMs: 100,
        minBytes: 1,
        maxBytes: 8 << 20,
      })
      const at = performance.timeOrigin + performance.now()
      for (const { topic, partition, records, aborted } of answers) {
        if (records === null || records.length === 0) continue
        const place = this.#places.find(each => each.topic === topic && each.partition === partition)!
        const cursor = new RecordCursor(records, place.offset, aborted)
        while (cursor.next()) {
          const sent = written.exec(cursor.valueText() ?? '')
          if (sent) this.#times.push(at - Number(sent[1]))
        }
        place.offset = endOfBatches(records, place.offset)
      }
    }
  }
}
