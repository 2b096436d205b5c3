import { setImmediate } from 'node:timers/promises'
import { BadEvent } from '../events/badEvent.ts'
import { createDecoder, type DecodedEvent } from '../events/decode.ts'
import type { CabinetOptions } from '../topology/cabinetOptions.ts'
import { isOwn } from '../topology/origin.ts'
import type { InputPartition, InputRecord } from './inputLog.ts'

/** An event, and the record that told it. */
export interface Told {
  readonly event: DecodedEvent
  readonly record: InputRecord
}

export interface ReadCounts {
  records: number
  events: number
  /** Records that are no events: dead letters. */
  refused: number
  /** Of ours: no input. */
  own: number
}

/** So many records are read at a time, a millisecond or two of work; then others in this process have their turn. */
const breathEvery = 200

/** Reads input as the cabinet does. `tell` hears now and then how many records were read. */
export class Reading {
  readonly counts: ReadCounts = { records: 0, events: 0, refused: 0, own: 0 }
  readonly #decode
  readonly #applicationId: string
  readonly #tell: (records: number) => void

  constructor({ zone, aliases, applicationId = 'cabinet' }: CabinetOptions, tell: (records: number) => void) {
    this.#decode = createDecoder({ ...(zone && { zone }), ...(aliases && { aliases }) })
    this.#applicationId = applicationId
    this.#tell = tell
  }

  async *events(partition: InputPartition): AsyncGenerator<Told> {
    for await (const record of partition.read()) {
      if (++this.counts.records % 10_000 === 0) this.#tell(this.counts.records)
      if (this.counts.records % breathEvery === 0) await setImmediate()
      if (isOwn(record.headers, this.#applicationId)) {
        this.counts.own++
        continue
      }
      const event = this.#read(record)
      if (event === null) this.counts.refused++
      else {
        this.counts.events++
        yield { event, record }
      }
    }
  }

  #read(record: InputRecord): DecodedEvent | null {
    try {
      return this.#decode(record)
    } catch (error) {
      if (error instanceof BadEvent) return null
      throw error
    }
  }
}
