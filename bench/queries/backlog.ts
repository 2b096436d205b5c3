import type { Kafka } from 'millrace'
import { BatchBuilder, partitionForKey, plainBatch } from 'millrace/wire'
import { generate, type InputRecord, partitions, type Workload } from '../workload.ts'
import type { Work } from './service.ts'

const batchBytes = 256 * 1024

/** The input of one service: the people first, then rendezvous as they are wanted. */
export class Backlog {
  readonly #kafka: Kafka
  readonly #work: Work
  readonly #records: Iterator<InputRecord>
  #rendezvous = 0

  constructor(kafka: Kafka, work: Work, people: Pick<Workload, 'patients' | 'medecins'>) {
    this.#kafka = kafka
    this.#work = work
    this.#records = generate({ ...people, rendezvous: Number.POSITIVE_INFINITY })
  }

  async people({ patients, medecins }: Pick<Workload, 'patients' | 'medecins'>): Promise<void> {
    await this.#produce(patients + medecins)
  }

  async rendezvous(count: number): Promise<void> {
    await this.#produce(count)
    this.#rendezvous += count
  }

  /** Rendezvous whose result is committed; control records in the output count too, a few in a thousand. */
  async done(): Promise<number> {
    const topic = this.#work.output
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
    const ends = await this.#kafka.listOffsets(all, 'stable')
    return ends.reduce((sum, { offset }) => sum + offset, 0)
  }

  async left(): Promise<number> {
    return Math.max(0, this.#rendezvous - (await this.done()))
  }

  async #produce(count: number): Promise<void> {
    const builders = new Map<string, { topic: string; partition: number; builder: BatchBuilder }>()
    let written: Promise<unknown> = Promise.resolve()
    const flush = async (of: { topic: string; partition: number; builder: BatchBuilder }) => {
      const records = of.builder.finish(plainBatch)
      of.builder.reset()
      await written
      written = this.#kafka
        .produce(null, [{ topic: of.topic, partition: of.partition, records }])
        .then(([result]) => {
          if (result!.error) throw new Error(`${of.topic} refused the input: ${result!.error}`)
        })
    }
    for (let i = 0; i < count; i++) {
      const { topic, key, value, timestamp } = this.#records.next().value as InputRecord
      const partition = partitionForKey(key, partitions)
      const id = `${topic}/${partition}`
      let target = builders.get(id)
      if (!target) {
        target = { topic: this.#work.prefix + topic, partition, builder: new BatchBuilder() }
        builders.set(id, target)
      }
      target.builder.append(key, value, timestamp, null)
      if (target.builder.size > batchBytes) await flush(target)
    }
    for (const target of builders.values()) if (target.builder.count > 0) await flush(target)
    await written
  }
}
