import { json, StreamsBuilder, text } from 'millrace'
import type { SimulationCase } from '../case.ts'
import { differences } from '../differences.ts'

interface Price {
  readonly n: number
}

const builder = new StreamsBuilder()
const prices = builder.table('prices', { key: text, value: json<Price>() })
builder
  .stream('sales', { key: text, value: json<{ readonly n: number }>() })
  .leftJoin(prices, ({ n }, price) => ({ sale: n, price: price?.n ?? -1 }), {
    name: 'at-price',
    value: json(),
  })
  .to('sold')

/** A table whose topic is its own changelog, with deletions. */
export const pricesFromSource: SimulationCase = {
  name: 'prices',
  topology: builder.build(),
  inputs: ['prices', 'sales'],
  outputs: ['sold'],
  record: (n, draw) => {
    const topic = draw(2) === 0 ? 'prices' : 'sales'
    const value = topic === 'prices' && draw(4) === 0 ? null : { n }
    return { topic, key: `k${draw(6)}`, value, timestamp: n * 10 }
  },
  check: ({ input, output, rows }) => {
    const expected = new Map<string, unknown>()
    const known = new Map<string, Set<number>>()
    const sales = new Map<string, string>()
    for (const { topic, key, value } of input) {
      if (topic === 'sales') sales.set(String((value as Price).n), key)
      else if (value === null) expected.delete(key)
      else {
        expected.set(key, value)
        known.set(key, (known.get(key) ?? new Set()).add((value as Price).n))
      }
    }
    const sold = output('sold') as readonly { key: string; value: { sale: number; price: number } }[]
    const problems = [
      ...differences('prices', expected, rows('prices')),
      ...differences('sold', sales, new Map(sold.map(({ key, value }) => [String(value.sale), key]))),
    ]
    if (sold.length !== sales.size) problems.push(`sold: ${sold.length} records for ${sales.size} sales`)
    for (const { key, value } of sold)
      if (value.price !== -1 && !known.get(key)?.has(value.price))
        problems.push(`sold: ${key} at ${value.price}, which never was its price`)
    return problems
  },
}
