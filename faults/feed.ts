import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { BatchBuilder, partitionForKey, plainBatch } from 'millrace/wire'
import { generate, type InputRecord, partitions, type Workload } from '../bench/workload.ts'

const patienceMs = 120_000

interface Target {
  readonly topic: string
  readonly partition: number
  readonly builder: BatchBuilder
  /** What the log holds: nobody else writes to it. */
  end: number
}

/** Writes the workload in slices, each record once, whatever happens to the broker meanwhile. */
export class Feed {
  readonly #kafka: Kafka
  readonly #prefix: string
  readonly #records: Iterator<InputRecord>
  readonly #targets = new Map<string, Target>()
  #stopped = false

  constructor(kafka: Kafka, workload: Workload, prefix: string) {
    this.#kafka = kafka
    this.#prefix = prefix
    this.#records = generate(workload)
  }

  /** The next `count` records, spread over a time. */
  async slice(count: number, overMs: number): Promise<void> {
    const steps = Math.max(1, Math.floor(overMs / 100))
    let sent = 0
    for (let step = 1; step <= steps && !this.#stopped; step++) {
      const until = Math.floor((count * step) / steps)
      await this.#send(until - sent)
      sent = until
      if (overMs > 0) await sleep(100)
    }
  }

  /** Ends a slice under way: nobody waits for its records any more. */
  stop(): void {
    this.#stopped = true
  }

  async #send(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const { done, value: record } = this.#records.next()
      if (done) break
      this.#target(record).builder.append(record.key, record.value, record.timestamp, null)
    }
    for (const target of this.#targets.values()) if (target.builder.count > 0) await this.#flush(target)
  }

  /** Without an answer, the log's end tells whether the batch is in it. */
  async #flush(target: Target): Promise<void> {
    const { topic, partition, builder } = target
    const { count } = builder
    const records = builder.finish(plainBatch)
    builder.reset()
    const deadline = performance.now() + patienceMs
    while (performance.now() < deadline) {
      if (this.#stopped) return
      try {
        const [end] = await this.#kafka.listOffsets([{ topic, partition }], 'latest')
        if (end!.offset === target.end + count) {
          target.end += count
          return
        }
        if (end!.offset !== target.end)
          throw new Error(`${topic}[${partition}] ends at ${end!.offset}, not ${target.end}`)
        await this.#kafka.produce(null, [{ topic, partition, records }])
      } catch (error) {
        if (!(error instanceof Error) || !error.name.startsWith('Kafka')) throw error
        await sleep(100)
      }
    }
    throw new Error(`${topic}[${partition}] took no input for ${patienceMs / 1000} s`)
  }

  #target(record: InputRecord): Target {
    const topic = this.#prefix + record.topic
    const partition = partitionForKey(record.key, partitions)
    const id = `${topic}/${partition}`
    let target = this.#targets.get(id)
    if (!target) {
      target = { topic, partition, builder: new BatchBuilder(), end: 0 }
      this.#targets.set(id, target)
    }
    return target
  }
}
