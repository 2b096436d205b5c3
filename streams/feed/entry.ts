import { hash } from 'node:crypto'

/** A committed record of a followed topic, as it is sent; shared by all subscriptions. */
export class Entry {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly at: number
  /** The change, or the event, as JSON. */
  readonly json: string
  readonly fields: Fields
  /** A row that was deleted: its fields are those of its key alone. */
  readonly isGone: boolean
  #keyHash: string | null = null

  constructor(
    options: Pick<Entry, 'topic' | 'partition' | 'offset' | 'key' | 'at' | 'json' | 'fields' | 'isGone'>,
  ) {
    this.topic = options.topic
    this.partition = options.partition
    this.offset = options.offset
    this.key = options.key
    this.at = options.at
    this.json = options.json
    this.fields = options.fields
    this.isGone = options.isGone
  }

  get keyHash(): string {
    this.#keyHash ??= hashOf(this.key)
    return this.#keyHash
  }

  /** What it takes in memory, about. */
  get bytes(): number {
    return this.json.length + this.key.length + 300
  }
}

export type Fields = Readonly<Record<string, string | null>>

export const hashLength = 8
/** 48 bits: one in 10^10 that two of 256 keys share it. */
export const hashOf = (key: string): string => hash('sha256', key, 'base64url').slice(0, hashLength)

/** As it is sent: UTC, ISO 8601. */
export const instant = (at: number): string => new Date(at).toISOString()

export const removal = (key: string, at: number): string =>
  `{"key":${JSON.stringify(key)},"value":null,"at":"${instant(at)}"}`
