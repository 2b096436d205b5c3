import { StreamsBuilder } from '../../dsl/streamsBuilder.ts'
import { json, text } from '../../serdes/index.ts'
import type { FeedTopic } from '../feedTopic.ts'
import type { FeedView } from '../feedView.ts'

/** What the feed is asked for in its model test: one view, whose changelog is a topic of its own, and one topic of events. */
export interface Row {
  /** Of no other record. */
  readonly n: number
  readonly group: string
}

export const applicationId = 'model'
export const partitions = 2
export const changelog = 'rows'
export const eventsTopic = 'news'
/** The digit is the partition. */
export const keys = ['a0', 'b0', 'c0', 'd0', 'a1', 'b1', 'c1', 'd1']
export const partitionOf = (key: string) => Number(key[1])

const builder = new StreamsBuilder()
builder.table(changelog, { key: text, value: json<Row>() })
export const topology = builder.build()

export const view: FeedView<Row> = {
  name: 'rows',
  store: changelog,
  fields: ['group', 'letter'],
  keyFields: ['letter'],
  fieldsOf: ({ group }) => ({ group }),
  keyFieldsOf: key => ({ letter: key[0]! }),
  rangeOf: ({ letter }) => (letter === undefined ? null : { from: letter, to: `${letter}~` }),
  show: row => row,
}

export const topic: FeedTopic = {
  name: eventsTopic,
  fields: ['group', 'letter'],
  read: ({ key, value }) => {
    const row = JSON.parse(value!) as Row
    return { value: row, fields: { group: row.group, letter: key![0]! } }
  },
}

export type Where = Readonly<Record<string, string>>

export const fits = (where: Where, key: string, { group }: Row) =>
  (where.group ?? group) === group && (where.letter ?? key[0]) === key[0]
