import type { Kafka } from 'millrace'
import { readPartition } from 'millrace/wire'
import type { LetterId } from './letterId.ts'
import { Runs } from './runs.ts'

/** What became of a letter. */
export interface Treatment {
  readonly action: 'replayed' | 'discarded'
  /** Milliseconds since 1970. */
  readonly at: number
  /** Of the transaction that did it. */
  readonly batch: string
}

/** A record of cabinet.dlq.traitement: letters that were treated in one transaction. */
export interface TreatmentRecord extends Treatment {
  readonly v: 1
  /** Of the cabinet.dlq that is meant: one that was deleted and created again has other letters under the same offsets. */
  readonly topicId: string
  /** Partition, first and last offset. */
  readonly letters: readonly (readonly [partition: number, from: number, to: number])[]
}

/** Letters one after the other in their partition, as the scan met them, make one run: offsets between them are no letters. */
export function runsOf(
  letters: readonly (LetterId & { readonly previous: number | null })[],
): TreatmentRecord['letters'] {
  const runs: [number, number, number][] = []
  for (const { partition, offset, previous } of letters) {
    const last = runs.at(-1)
    if (last?.[0] === partition && last[2] === previous) last[2] = offset
    else runs.push([partition, offset, offset])
  }
  return runs
}

/** All treatments up to now, read from their topic's one partition: each look reads what is new. */
export class Treatments {
  readonly #kafka: Kafka
  readonly #topic: string
  #position = 0
  #topicId = ''
  #partitions = new Map<number, Runs<Treatment>>()
  #reading: Promise<void> = Promise.resolve()

  constructor(kafka: Kafka, topic: string) {
    this.#kafka = kafka
    this.#topic = topic
  }

  /** Reads what was committed before the call. `topicId`: of the cabinet.dlq whose letters are asked for. */
  catchUp(topicId: string): Promise<void> {
    this.#reading = this.#reading.catch(() => {}).then(() => this.#read(topicId))
    return this.#reading
  }

  of({ partition, offset }: LetterId): Treatment | null {
    return this.#partitions.get(partition)?.get(offset) ?? null
  }

  async #read(topicId: string): Promise<void> {
    const at = { topic: this.#topic, partition: 0 }
    const [end] = await this.#kafka.listOffsets([at], 'stable')
    // Another cabinet.dlq, or this topic was made anew: from the beginning.
    if (topicId !== this.#topicId || end!.offset < this.#position) {
      this.#topicId = topicId
      this.#position = 0
      this.#partitions = new Map()
    }
    for await (const cursor of readPartition(this.#kafka, at, this.#position, end!.offset)) {
      const said = parse(cursor.valueText())
      if (said?.topicId !== topicId) continue
      const { action, at, batch } = said
      for (const [partition, from, to] of said.letters) {
        const runs = this.#partitions.get(partition) ?? new Runs()
        this.#partitions.set(partition, runs)
        runs.set({ from, to, value: { action, at, batch } })
      }
    }
    this.#position = end!.offset
  }
}

/** Null for what is no record of ours: anybody may have written it. */
function parse(text: string | null): TreatmentRecord | null {
  try {
    const said = JSON.parse(text ?? 'null') as Partial<TreatmentRecord> | null
    return said?.v === 1 && Array.isArray(said.letters) ? (said as TreatmentRecord) : null
  } catch {
    return null
  }
}
