import { json, keyValueStore, type Processor, StreamsBuilder, text } from 'millrace'
import type { SimulationCase } from '../case.ts'
import { byKey, differences } from '../differences.ts'

interface Item {
  readonly n: number
}

const waiting = keyValueStore<string, Item & { readonly key: string }>({
  name: 'waiting',
  key: text,
  value: json(),
})
const numbers = keyValueStore<string, number>({ name: 'numbers', key: text, value: json() })

const desk: Processor<
  string,
  Item,
  string,
  { n: number; nth: number },
  { waiting: typeof waiting; numbers: typeof numbers }
> = {
  name: 'desk',
  stores: { waiting, numbers },
  process({ key, value }, { stores }) {
    stores.waiting.put(String(value.n).padStart(6, '0'), { ...value, key })
  },
  punctuators: [
    {
      every: { ms: 400, by: 'wall-clock' },
      punctuate(_, { stores, forward }) {
        for (const [id, { n, key }] of stores.waiting.range(undefined, undefined)) {
          const nth = (stores.numbers.get(key) ?? 0) + 1
          stores.numbers.put(key, nth)
          stores.waiting.delete(id)
          forward(key, { n, nth }, { timestamp: n })
        }
      },
    },
  ],
}

const builder = new StreamsBuilder()
builder
  .stream('arrivals', { key: text, value: json<Item>() })
  .process(desk, { key: text, value: json() })
  .to('served')

/** Records that wait in one store until a wall-clock punctuator takes them out and numbers them in another. */
export const waitingRoom: SimulationCase = {
  name: 'waiting',
  topology: builder.build(),
  inputs: ['arrivals'],
  outputs: ['served'],
  record: (n, draw) => ({ topic: 'arrivals', key: `k${draw(5)}`, value: { n }, timestamp: n * 10 }),
  isDone: ({ rows }) => rows('waiting').size === 0,
  check: ({ input, output, rows }) => {
    const nth = new Map<string, number>()
    const expected = input.map(({ key, value }) => {
      nth.set(key, (nth.get(key) ?? 0) + 1)
      return { key, value: { n: (value as Item).n, nth: nth.get(key)! } }
    })
    return [
      ...differences('served', byKey(expected), byKey(output('served'))),
      ...differences('numbers', nth, rows('numbers')),
      ...differences('waiting', new Map(), rows('waiting')),
    ]
  },
}
