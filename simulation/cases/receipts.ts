import { json, keyValueStore, type Processor, StreamsBuilder, text } from 'millrace'
import type { SimulationCase } from '../case.ts'
import { differences } from '../differences.ts'

interface Receipt {
  readonly n: number
}

const seen = keyValueStore<string, number>({ name: 'seen', key: text, value: json() })
const batch = keyValueStore<string, readonly string[]>({
  name: 'batch',
  key: text,
  value: json(),
  engine: 'memory',
})

const cashier: Processor<
  string,
  Receipt,
  string,
  readonly string[],
  { seen: typeof seen; batch: typeof batch }
> = {
  name: 'cashier',
  stores: { seen, batch },
  process({ key }, { stores, partition }) {
    const times = stores.seen.get(key) ?? 0
    stores.seen.put(key, times + 1)
    if (times === 0)
      stores.batch.put(`open-${partition}`, [...(stores.batch.get(`open-${partition}`) ?? []), key])
  },
  punctuators: [
    {
      every: { ms: 100, by: 'stream-time' },
      punctuate(_, { stores, forward, partition }) {
        const open = stores.batch.get(`open-${partition}`)
        if (!open) return
        stores.batch.delete(`open-${partition}`)
        forward(open[0]!, open)
      },
    },
  ],
}

const builder = new StreamsBuilder()
builder
  .stream('receipts', { key: text, value: json<Receipt>() })
  .process(cashier, { key: text, value: json() })
  .to('batches')

/** Repeats are recognised in one store; a stream-time punctuator empties another, which is kept in memory. */
export const receiptsInBatches: SimulationCase = {
  name: 'receipts',
  topology: builder.build(),
  inputs: ['receipts'],
  outputs: ['batches'],
  record: (n, draw) => ({ topic: 'receipts', key: `r${draw(30)}`, value: { n }, timestamp: n * 20 }),
  check: ({ input, output, rows }) => {
    const times = new Map<string, number>()
    for (const { key } of input) times.set(key, (times.get(key) ?? 0) + 1)
    const told = new Map<string, number>()
    const open = [...rows('batch').values()] as readonly (readonly string[])[]
    for (const list of [...output('batches').map(({ value }) => value as readonly string[]), ...open])
      for (const key of list) told.set(key, (told.get(key) ?? 0) + 1)
    return [
      ...differences('seen', times, rows('seen')),
      ...differences('batches', new Map([...times.keys()].map(key => [key, 1])), told),
    ]
  },
}
