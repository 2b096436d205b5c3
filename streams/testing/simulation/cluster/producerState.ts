import { refusal } from './refusal.ts'

interface WrittenBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly baseOffset: number
}

/** A leader remembers as many of a producer's batches, to know a repeated one. */
const remembered = 5

/** What the leader of one partition knows of one producer. */
export class ProducerState {
  readonly producerId: number
  epoch: number
  /** Where its open transaction begins in this partition; null when there is none. */
  transactionStart: number | null = null
  #batches: WrittenBatch[] = []

  constructor(producerId: number, epoch: number) {
    this.producerId = producerId
    this.epoch = epoch
  }

  checkEpoch(epoch: number): void {
    if (epoch < this.epoch)
      throw refusal(
        'INVALID_PRODUCER_EPOCH',
        `epoch ${epoch} is older than the last seen epoch ${this.epoch}`,
      )
  }

  /** The offset of a batch that is here already. */
  findDuplicate(epoch: number, firstSequence: number, lastSequence: number): number | null {
    if (epoch !== this.epoch) return null
    const found = this.#batches.find(
      batch => batch.firstSequence === firstSequence && batch.lastSequence === lastSequence,
    )
    return found?.baseOffset ?? null
  }

  checkSequence(epoch: number, firstSequence: number): void {
    const last = epoch === this.epoch ? (this.#batches.at(-1)?.lastSequence ?? -1) : -1
    if (firstSequence !== (last === 2 ** 31 - 1 ? 0 : last + 1))
      throw refusal('OUT_OF_ORDER_SEQUENCE_NUMBER', `sequence ${firstSequence} after ${last}`)
  }

  appended(epoch: number, batch: WrittenBatch): void {
    this.raiseEpoch(epoch)
    this.#batches.push(batch)
    if (this.#batches.length > remembered) this.#batches.shift()
  }

  raiseEpoch(epoch: number): void {
    if (epoch === this.epoch) return
    this.epoch = epoch
    this.#batches = []
  }
}
