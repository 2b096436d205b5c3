import type { Header } from '../graph/streamRecord.ts'
import { shadowTopic } from '../graph/topicNames.ts'
import type { OutputRecord, RecordWriter } from '../processing/recordWriter.ts'
import type { Kafka } from '../wire/kafka.ts'
import { createShadowTopics } from './createShadowTopics.ts'
import type { Role } from './cutControl.ts'
import type { Topics } from './topics.ts'

/** How long a busy broker may take to show topics that it has just created, ms. */
const createdMs = 30_000

export interface OutputsOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly topics: Topics
  /** `outwardTopics`. */
  readonly outward: readonly string[]
  readonly deadLetterTopic: string | null
  readonly replicationFactor: number
  readonly runHeader: Header | null
  readonly writer: RecordWriter
}

/**
 * What tasks write, on its way to the topics of the role; internal topics are the same in each. Whatever the role, a record is as
 * large as its topic takes: what fails in a shadow fails where it is live.
 */
export class Outputs implements RecordWriter {
  readonly #options: OutputsOptions
  readonly #writer: RecordWriter
  readonly #shadows: ReadonlyMap<string, string>
  #role: Role = 'live'
  /** Nothing is changed on the way. */
  #isPlain: boolean

  constructor(options: OutputsOptions) {
    const { applicationId, outward, runHeader, writer } = options
    this.#options = options
    this.#writer = writer
    this.#shadows = new Map(outward.map(topic => [topic, shadowTopic(applicationId, topic)]))
    this.#isPlain = runHeader === null
  }

  get role(): Role {
    return this.#role
  }

  /** From the next record on. Creates the topics of a shadow; between chunks, and nothing is processed meanwhile. */
  async become(role: Role): Promise<void> {
    const { outward, topics, runHeader } = this.#options
    if (role === 'shadow') {
      await createShadowTopics({ ...this.#options, topics: outward })
      await topics.learn([...this.#shadows.values()], createdMs)
    }
    this.#role = role
    this.#isPlain = role === 'live' && runHeader === null
  }

  check(record: OutputRecord): void {
    this.#writer.check(this.#isPlain ? record : this.#marked(record))
  }

  write(record: OutputRecord, taskPartition: number): void {
    const shadow = this.#isPlain ? undefined : this.#shadows.get(record.topic)
    if (shadow === undefined) this.#writer.write(record, taskPartition)
    else if (this.#role === 'live') this.#writer.write(this.#marked(record), taskPartition)
    else if (this.#role === 'shadow')
      this.#writer.write({ ...this.#marked(record), topic: shadow }, taskPartition)
  }

  #marked(record: OutputRecord): OutputRecord {
    const { runHeader, deadLetterTopic } = this.#options
    if (runHeader === null || !this.#shadows.has(record.topic) || record.topic === deadLetterTopic)
      return record
    return { ...record, headers: [...record.headers, runHeader] }
  }
}
