import { json, StreamsBuilder, type Topology, text } from 'millrace'

interface Row {
  readonly count: number
  readonly last: number
  readonly note: string
}

/** One store whose rows have some 150 bytes; every record reads its row and writes it. */
export function largeStateTopology(topic: string): Topology {
  const builder = new StreamsBuilder()
  builder
    .stream(topic, { key: text, value: text })
    .groupByKey()
    .aggregate<Row>(
      () => ({ count: 0, last: 0, note: '' }),
      (row, value, key) => ({ count: row.count + 1, last: Number(value), note: key.repeat(11) }),
      { store: 'large', value: json<Row>() },
    )
  return builder.build()
}
