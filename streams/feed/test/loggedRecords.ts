import type { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { committedRecords } from '../../testing/simulation/committedRecords.ts'
import type { Row } from './domain.ts'
import type { CommittedLog, Written } from './world.ts'

/** A partition that others write: what readers of committed records see of it, also when it is there no more. */
export class LoggedRecords implements CommittedLog {
  readonly #kafka: SimulatedKafka
  readonly #topic: string
  readonly #partition: number
  readonly #committed: Written[] = []
  #end = 0

  constructor(kafka: SimulatedKafka, topic: string, partition: number) {
    this.#kafka = kafka
    this.#topic = topic
    this.#partition = partition
  }

  get committed(): readonly Written[] {
    this.look()
    return this.#committed
  }

  /** Learns what has been written: later it may not be there any more. */
  look(): void {
    const log = this.#kafka.topics.log({ topic: this.#topic, partition: this.#partition })
    if (!log || log.lastStableOffset === this.#end) return
    for (const { offset, key, value, timestamp } of committedRecords(log, Math.max(this.#end, log.start))) {
      const row = value === null ? null : (JSON.parse(value.toString()) as Row)
      this.#committed.push({ offset, key: key!.toString(), row, at: timestamp })
    }
    this.#end = log.lastStableOffset
  }
}
