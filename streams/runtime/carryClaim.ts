import type { Kafka, TopicPartition } from '../wire/kafka.ts'
import type { Time } from './time.ts'

/** Longer than an answer of Kafka takes. */
const settleMs = 1_000
const lookEveryMs = 200
/** Whoever had it for so long is gone. */
const staleMs = 15_000

/**
 * Who alone may make a group anew. Kafka deletes a group for anybody who asks, and what one instance has committed to the new one
 * is gone if another, late, deletes that. So each writes its name, waits longer than a write takes, and looks whether it
 * is still there (Fischer's algorithm). The name stands in a group of its own, beside an offset of a partition that exists.
 */
export class CarryClaim {
  readonly #kafka: Kafka
  readonly #time: Time
  readonly #group: string
  readonly #name: string

  /** `name`: nobody else has it. */
  constructor(options: {
    readonly kafka: Kafka
    readonly time: Time
    readonly groupId: string
    readonly name: string
  }) {
    this.#kafka = options.kafka
    this.#time = options.time
    this.#group = `${options.groupId}-carry-over-claim`
    this.#name = options.name
  }

  /** Takes it if nobody has it; whether that succeeded. Right before the first write is looked whether it is free. */
  async take({ topic, partition }: TopicPartition): Promise<boolean> {
    const holder = await this.#holder()
    if (holder !== null && holder !== this.#name) return false
    await this.#kafka.commitOffsets(this.#group, [{ topic, partition, offset: 0, metadata: this.#name }])
    await this.#time.sleep(settleMs)
    return this.isOurs()
  }

  async isOurs(): Promise<boolean> {
    return (await this.#holder()) === this.#name
  }

  release(): Promise<void> {
    return this.#kafka.deleteGroup(this.#group)
  }

  /** Whether another had it just now. Waits while that one may be at work; takes it away from one that is gone. */
  async wasElsewhere(): Promise<boolean> {
    const first = await this.#holder()
    if (first === null || first === this.#name) return false
    const began = this.#time.elapsed()
    while (this.#time.elapsed() - began < staleMs) {
      await this.#time.sleep(lookEveryMs)
      if ((await this.#holder()) !== first) return true
    }
    await this.release()
    return true
  }

  async #holder(): Promise<string | null> {
    const [held] = await this.#kafka.allCommittedOffsets(this.#group)
    return held?.metadata ?? null
  }
}
