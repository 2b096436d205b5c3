import { json, StreamsBuilder, text } from 'millrace'
import type { SimulationCase } from '../case.ts'
import { byKey, differences } from '../differences.ts'

/** `clear` deletes the key's row: the next one begins again. */
interface Payment {
  readonly n: number
  readonly clear: boolean
}

interface Total {
  readonly count: number
  readonly last: number
}

/** An aggregate with deletions and indexes, in a store of either engine. */
export function totals(engine: 'rocksdb' | 'memory'): SimulationCase {
  const builder = new StreamsBuilder()
  builder
    .stream('payments', { key: text, value: json<Payment>() })
    .groupByKey()
    .aggregate<Total>(
      () => ({ count: 0, last: -1 }),
      ({ count }, { n, clear }) => (clear ? undefined : { count: count + 1, last: n }),
      {
        store: 'totals',
        value: json(),
        engine,
        indexes: {
          byCount: total => total.count,
          byParity: { keys: ({ count, last }) => [[count % 2, last % 3], [last % 2]] },
        },
      },
    )
    .toStream()
    .to('total-changes', { value: json() })
  return {
    name: `totals-${engine}`,
    topology: builder.build(),
    inputs: ['payments'],
    outputs: ['total-changes'],
    record: (n, draw) => ({
      topic: 'payments',
      key: `k${draw(6)}`,
      value: { n, clear: draw(5) === 0 },
      timestamp: n * 10 - draw(200),
    }),
    check: ({ input, output, rows }) => {
      const expected = new Map<string, Total>()
      const changes: { key: string; value: Total | null }[] = []
      for (const { key, value } of input) {
        const { n, clear } = value as Payment
        const row = expected.get(key)
        if (clear) {
          if (expected.delete(key)) changes.push({ key, value: null })
        } else {
          const next = { count: (row?.count ?? 0) + 1, last: n }
          expected.set(key, next)
          changes.push({ key, value: next })
        }
      }
      return [
        ...differences(
          'total-changes',
          byKey(changes),
          byKey(output('total-changes').filter(dropRepeatedNull())),
        ),
        ...differences('totals', expected, rows('totals')),
      ]
    },
  }
}

/** A deletion of what is not there may be told or not. */
function dropRepeatedNull() {
  const last = new Map<string, unknown>()
  return ({ key, value }: { readonly key: string; readonly value: unknown }) => {
    const repeated = value === null && (last.get(key) ?? null) === null
    last.set(key, value)
    return !repeated
  }
}
