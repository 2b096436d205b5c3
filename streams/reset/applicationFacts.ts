import type { TopicPartition } from '../wire/kafka.ts'

/** What a reset's plan follows from: an application as its cluster shows it at one moment. */
export interface ApplicationFacts {
  /** Its name, and the live generation with the id that it runs under. */
  readonly application: string
  readonly generation: number
  readonly id: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly inputs: readonly InputFacts[]
  readonly missingInputs: readonly string[]
  /** Topics of the application alone that exist. */
  readonly internal: readonly InternalTopicFacts[]
  readonly outputs: readonly OutputFacts[]
  /** Read whole by every instance, from their begin at each start: nothing to be reset. */
  readonly globalTopics: readonly string[]
  readonly deadLetterTopic: string | null
  /** Tables that are restored from a source topic, up to its committed offset: by store. */
  readonly sourceTables: Readonly<Record<string, string>>
  /** Stores without a changelog that are kept on disk: nothing tells an instance that its rows are of before. */
  readonly unlogged: readonly string[]
  readonly members: readonly MemberFacts[]
  /** Of other generations that are not retired or abandoned. */
  readonly otherGenerations: readonly number[]
}

export interface InputFacts extends TopicPartition {
  readonly topicId: string
  readonly begin: number
  /** Of what is committed. */
  readonly end: number
  /** Null: never committed. */
  readonly committed: number | null
  /** Timestamp of the first record that is left, where the log does not begin at zero. */
  readonly beginsAt: number | null
  /** Where the target is a time: the first record as late; null: there is none. */
  readonly atTime: number | null
  /** Settings under which the topic loses input: such as `retention.ms=604800000`. */
  readonly losing: readonly string[]
}

export interface InternalTopicFacts {
  readonly topic: string
  readonly kind: 'changelog' | 'repartition'
  /** Named by the topology that the group runs, and not by this one. */
  readonly isFormer: boolean
  readonly partitions: number
  readonly records: number
  readonly bytes: number
}

export interface OutputFacts {
  readonly topic: string
  /** Nothing is removed from it but by key. */
  readonly isCompacted: boolean
  /** By partition. */
  readonly begins: readonly number[]
  readonly ends: readonly number[]
}

export interface MemberFacts {
  readonly memberId: string
  readonly processId: string
  /** host:port; null: it answers nobody. */
  readonly endpoint: string | null
  readonly tasks: number
}
