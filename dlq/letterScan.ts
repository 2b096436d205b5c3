import type { Kafka } from 'millrace'
import { readPartition } from 'millrace/wire'
import { type DeadLetter, readDeadLetter } from './deadLetter.ts'
import { type LetterFilter, matches } from './letterFilter.ts'
import type { LetterId } from './letterId.ts'
import type { Treatment, Treatments } from './treatments.ts'

export interface FoundLetter {
  readonly letter: DeadLetter
  readonly treatment: Treatment | null
  /** Offset of the letter before it in its partition; null where this scan has not seen one. */
  readonly previous: number | null
}

export interface ScanOptions {
  readonly kafka: Kafka
  readonly topic: string
  readonly partitions: number
  readonly filter: LetterFilter
  readonly treatments: Treatments
  /** Where to go on: `next` of the scan before. */
  readonly from: LetterId | null
  /** How many letters it looks at before it stops. */
  readonly bound: number
}

/** Letters that match, partition after partition in the order of their offsets, up to where the topic ended when it began. */
export class LetterScan {
  readonly #options: ScanOptions
  /** Letters looked at. */
  scanned = 0
  /** Where another scan goes on; null: everything was looked at. */
  next: LetterId | null

  constructor(options: ScanOptions) {
    this.#options = options
    this.next = options.from ?? { partition: 0, offset: 0 }
  }

  async *letters(): AsyncGenerator<FoundLetter> {
    const { kafka, topic, partitions, filter, treatments, bound } = this.#options
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
    const ends = await kafka.listOffsets(all, 'stable')
    const begins = await this.#begins(all)
    const start = this.next!
    for (let partition = start.partition; partition < partitions; partition++) {
      const begin = Math.max(begins[partition]!, partition === start.partition ? start.offset : 0)
      const end = ends.find(each => each.partition === partition)!.offset
      let previous: number | null = null
      for await (const cursor of readPartition(kafka, { topic, partition }, begin, end)) {
        if (this.scanned === bound) return
        this.scanned++
        const letter = readDeadLetter(cursor, partition)
        const treatment = treatments.of(letter)
        this.next = { partition, offset: letter.offset + 1 }
        if (matches(filter, letter, treatment)) yield { letter, treatment, previous }
        previous = letter.offset
      }
      this.next = partition + 1 < partitions ? { partition: partition + 1, offset: 0 } : null
    }
    this.next = null
  }

  /** By partition. Before the first record that is as late as `since`, none is. */
  async #begins(all: readonly { readonly topic: string; readonly partition: number }[]): Promise<number[]> {
    const { kafka, filter } = this.#options
    const earliest = await kafka.listOffsets(all, 'earliest')
    const late =
      filter.since === undefined
        ? null
        : await kafka.listOffsets(all, { timestamp: Math.max(0, filter.since) })
    return all.map(({ partition }) => {
      const first = earliest.find(each => each.partition === partition)!.offset
      if (late === null) return first
      const { offset } = late.find(each => each.partition === partition)!
      return offset < 0 ? Number.MAX_SAFE_INTEGER : Math.max(first, offset)
    })
  }
}
