import { StreamsBuilder } from '../../dsl/streamsBuilder.ts'
import { json, text } from '../../serdes/index.ts'
import type { FeedTopic } from '../feedTopic.ts'
import type { FeedView } from '../feedView.ts'

/** What the model test of the feed is about: the rows of a table, and its changes as events. */
export interface Row {
  /** Of no other record. */
  readonly n: number
  readonly group: string
}

export const applicationId = 'model'
export const partitions = 2
export const inputTopic = 'input'
export const changelog = 'model-rows-changelog'
export const eventsTopic = 'news'
/** The digit is the partition. */
export const keys = ['a0', 'b0', 'c0', 'd0', 'a1', 'b1', 'c1', 'd1']
export const partitionOf = (key: string) => Number(key[1])

const builder = new StreamsBuilder()
builder
  .table(inputTopic, { key: text, value: json<Row>(), store: 'rows', changelog: 'own' })
  .toStream()
  .to(eventsTopic, { value: json<Row>() })
export const topology = builder.build()

export const view: FeedView<Row> = {
  name: 'rows',
  store: 'rows',
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
    if (value === null) return null
    const row = JSON.parse(value) as Row
    return { value: row, fields: { group: row.group, letter: key![0]! } }
  },
}

export type Where = Readonly<Record<string, string>>

export const fits = (where: Where, key: string, { group }: Row) =>
  (where.group ?? group) === group && (where.letter ?? key[0]) === key[0]
