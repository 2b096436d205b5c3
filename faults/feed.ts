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

/** The partitions that a rendezvous passes: of its own key, of its medecin, of its patient. */
export type Path = readonly [rendezvous: number, medecin: number, patient: number]

const stepMs = 50

/** Writes the workload without end, each record once, whatever happens to the broker meanwhile. */
export class Feed {
  readonly #kafka: Kafka
  readonly #prefix: string
  readonly #records: Iterator<InputRecord>
  readonly #targets = new Map<string, Target>()
  readonly #paths: Path[] = []
  #stopped = false
  #running: Promise<void> = Promise.resolve()
  #failure: unknown = null

  constructor(kafka: Kafka, people: Pick<Workload, 'patients' | 'medecins'>, prefix: string) {
    this.#kafka = kafka
    this.#prefix = prefix
    this.#records = generate({ ...people, rendezvous: Number.POSITIVE_INFINITY })
  }

  /** How many rendezvous were handed out so far; the next one has this number. */
  get rendezvous(): number {
    return this.#paths.length
  }

  path(rendezvous: number): Path {
    return this.#paths[rendezvous]!
  }

  /** The next `count` records, at once. */
  async some(count: number): Promise<void> {
    await this.#send(count)
  }

  /** From now on so many a second, until `stop`. What goes wrong is thrown by `check` and `stop`. */
  start(perSecond: number): void {
    const began = performance.now()
    let sent = 0
    this.#running = (async () => {
      while (!this.#stopped) {
        const due = Math.floor(((performance.now() - began) / 1000) * perSecond)
        // After an outage it goes on at its pace: what was not sent then is not caught up in one go.
        await this.#send(Math.min(due - sent, perSecond))
        sent = due
        await sleep(stepMs)
      }
    })().catch(error => {
      this.#failure = error
    })
  }

  /** Resolves when all that was handed out is written; rejects at once when Kafka does not take it. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    this.check()
  }

  check(): void {
    if (this.#failure) throw this.#failure
  }

  async #send(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const { done, value: record } = this.#records.next()
      if (done) break
      if (record.topic === 'rendezvous.created') this.#paths.push(pathOf(record))
      this.#target(record).builder.append(record.key, record.value, record.timestamp, null)
    }
    const full = [...this.#targets.values()].filter(({ builder }) => builder.count > 0)
    await Promise.all(full.map(target => this.#flush(target)))
  }

  /** Without an answer, the log's end tells whether the batch is in it. */
  async #flush(target: Target): Promise<void> {
    const { topic, partition, builder } = target
    const { count } = builder
    const records = builder.finish(plainBatch)
    builder.reset()
    const deadline = performance.now() + patienceMs
    while (performance.now() < deadline) {
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
        if (!(error instanceof Error) || !error.name.startsWith('Kafka') || this.#stopped) throw error
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

function pathOf({ key, value }: InputRecord): Path {
  const { data } = JSON.parse(value) as {
    readonly data: { readonly medecinId: string; readonly patientId: string }
  }
  return [key, data.medecinId, data.patientId].map(id => partitionForKey(id, partitions)) as unknown as Path
}
