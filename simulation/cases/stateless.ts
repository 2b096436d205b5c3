import { json, StreamsBuilder, text } from 'millrace'
import type { SimulationCase } from '../case.ts'
import { byKey, differences } from '../differences.ts'

interface Event {
  readonly n: number
}

const builder = new StreamsBuilder()
builder
  .stream('events', { key: text, value: json<Event>() })
  .filter(({ n }) => n % 3 !== 0)
  .mapValues(({ n }) => ({ doubled: n * 2 }), { value: json() })
  .to('doubles')

/** Filter and map: each record once, in the order of its key. */
export const stateless: SimulationCase = {
  name: 'stateless',
  topology: builder.build(),
  inputs: ['events'],
  outputs: ['doubles'],
  record: (n, draw) => ({ topic: 'events', key: `k${draw(9)}`, value: { n }, timestamp: n * 10 }),
  check: ({ input, output }) =>
    differences(
      'doubles',
      byKey(
        input
          .map(({ key, value }) => ({ key, value: (value as Event).n }))
          .filter(({ value }) => value % 3 !== 0)
          .map(({ key, value }) => ({ key, value: { doubled: value * 2 } })),
      ),
      byKey(output('doubles')),
    ),
}
