import { keyValueStore, type Processor, StreamsBuilder, text } from 'millrace'
import { SimulatedCluster } from 'millrace/testing'

const open = keyValueStore<string, string>({ name: 'open', key: text, value: text })
const bell: Processor<string, string, string, string, { open: typeof open }> = {
  name: 'bell',
  stores: { open },
  process({ key, value }, { stores }) {
    stores.open.put(key, value)
  },
  punctuators: [
    {
      every: { ms: 10_000, by: 'wall-clock' },
      punctuate(_, { stores, forward }) {
        for (const [key, value] of stores.open.range(undefined, undefined)) {
          stores.open.delete(key)
          forward(key, value)
        }
      },
    },
  ],
}

/** Each call rings once, ten seconds later at most: a punctuator alone writes that. */
export function ringing(): SimulatedCluster {
  const builder = new StreamsBuilder()
  builder.stream('calls', { key: text, value: text }).process(bell, { key: text, value: text }).to('rung')
  return new SimulatedCluster({ topology: builder.build(), topics: { calls: 1, rung: 1 }, seed: 1 })
}
