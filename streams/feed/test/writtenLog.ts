import { encodeFigure } from '../../runtime/figureHeader.ts'
import { hashRow } from '../../stores/rowHash.ts'
import { RowsHash } from '../../stores/rowsHash.ts'
import type { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { BatchBuilder } from '../../wire/records/batchBuilder.ts'
import type { Row } from './domain.ts'
import type { CommittedLog, Written } from './world.ts'

interface Transaction {
  readonly records: readonly Written[]
  /** What its producer knows of it; its marker may come later. */
  fate: 'open' | 'committed' | 'aborted'
}

/** One partition as its producer knows it: transactions, one after the other. */
export class WrittenLog implements CommittedLog {
  readonly #kafka: SimulatedKafka
  readonly topic: string
  readonly #partition: number
  readonly #committed: Written[] = []
  #sequence = 0
  #epoch = 0
  #position = 0
  #open: Transaction | null = null
  /** When its begin was cut off. */
  cutAt = Number.NEGATIVE_INFINITY

  constructor(kafka: SimulatedKafka, topic: string, partition: number) {
    this.#kafka = kafka
    this.topic = topic
    this.#partition = partition
  }

  /** In the order of offsets. */
  get committed(): readonly Written[] {
    return this.#committed
  }

  get isOpen(): boolean {
    return this.#open !== null
  }

  begin(records: readonly Omit<Written, 'offset'>[]): void {
    const builder = new BatchBuilder()
    const figure = this.#figureWith(records)
    for (const [i, { key, row, at }] of records.entries())
      builder.append(key, row && JSON.stringify(row), at, i === records.length - 1 ? [figure] : null)
    const { log } = this
    const baseOffset = log.end
    this.#kafka.produce(
      this.topic,
      this.#partition,
      builder.finish({
        producerId: this.#partition + 1,
        producerEpoch: this.#epoch,
        baseSequence: this.#sequence,
        transactional: true,
      }),
    )
    this.#sequence += records.length
    this.#open = {
      fate: 'open',
      records: records.map((record, i) => ({ ...record, offset: baseOffset + i })),
    }
  }

  /** As a commit writes it. */
  #figureWith(records: readonly Omit<Written, 'offset'>[]) {
    const rows = new Map<string, Row>()
    for (const { key, row } of [...this.#committed, ...records])
      row === null ? rows.delete(key) : rows.set(key, row)
    const sum = new RowsHash()
    for (const [key, row] of rows)
      sum.replace(null, hashRow(Buffer.from(key), Buffer.from(JSON.stringify(row))))
    return encodeFigure(sum.figure)
  }

  /** Its producer knows that it is committed: whoever runs the task has its rows. Readers wait for the marker. */
  decide(commit: boolean): void {
    const transaction = this.#open!
    transaction.fate = commit ? 'committed' : 'aborted'
    if (!commit) return
    this.#committed.push(...transaction.records)
    this.#position = transaction.records.at(-1)!.offset + 1
  }

  mark(): void {
    const { fate } = this.#open!
    this.log.appendMarker(
      fate === 'committed' ? 'commit' : 'abort',
      this.#partition + 1,
      this.#epoch,
      this.#kafka.time,
    )
    this.#open = null
    if (fate === 'aborted') {
      this.#epoch++
      this.#sequence = 0
    }
    // A commit's position is before its marker; whoever has begun anew since is behind it.
    if (fate === 'aborted' || this.#kafka.simulator.random.chance(0.3))
      this.#position = this.log.lastStableOffset
  }

  /** It begins at the last stable offset from now on. */
  cut(): void {
    this.cutAt = this.#kafka.simulator.now
    this.#kafka.truncateBefore(this.topic, this.#partition, this.log.lastStableOffset)
  }

  /** Where the rows of the one that runs the task are as of. */
  get position(): number {
    return this.#position
  }

  get log() {
    return this.#kafka.topics.log({ topic: this.topic, partition: this.#partition })!
  }
}
