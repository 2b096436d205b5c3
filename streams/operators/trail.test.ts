import { expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { keyValueStore } from '../graph/storeSpec.ts'
import type { FailureHandlers } from '../processing/failure.ts'
import { TaskProcessor } from '../processing/taskProcessor.ts'
import { json, text } from '../serdes/index.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { encodeRow } from '../stores/storedValue.ts'
import { NodeProbes } from './nodeProbes.ts'

/** A task of the first subtopology under a clock that the steps themselves move. */
function start(
  build: (builder: StreamsBuilder, spend: (ms: number) => void) => void,
  options: { readonly database?: MemoryDatabase; readonly errors?: FailureHandlers } = {},
) {
  let clock = 1_000
  const builder = new StreamsBuilder()
  build(builder, ms => {
    clock += ms
  })
  const topology = builder.build()
  const probes = new NodeProbes(topology.nodes, { now: () => clock, elapsed: () => clock })
  const [subtopology] = topology.subtopologies
  const processor = new TaskProcessor(
    {
      applicationId: 'app',
      subtopology: subtopology!,
      partition: 0,
      stores: subtopology!.stores.map(({ name }) => ({
        name,
        database: options.database ?? new MemoryDatabase(),
        empty: options.database === undefined,
      })),
      memory: new RowMemory(1_000_000),
      writer: { write: () => {}, check: () => {} },
      globals: null as never,
      probes,
      handlers: options.errors ?? { process: () => 'skip', produce: () => 'skip', deserialize: () => 'skip' },
      deadLetterTopic: null,
      streamTime: -1,
    },
    ({ topics }) => topics,
  )
  let offset = 0
  const pipe = (...values: readonly unknown[]) =>
    processor.process(
      values.map(value => {
        const at = { topic: 'in', partition: 0, offset: offset++, timestamp: 5 }
        const headers = [{ key: 'h', value: Buffer.from('x') }]
        return { ...at, key: 'k', value, headers, raw: () => ({ ...at, key: null, value: null, headers }) }
      }),
    )
  const records = () => Object.fromEntries(probes.all.map(({ name, records }) => [name, records]))
  const nanos = () => Object.fromEntries(probes.all.map(({ name, nanos }) => [name, nanos]))
  return { pipe, probes, processor, records, nanos, later: (ms: number) => (clock += ms) }
}

const numbers = { key: text, value: json<number>(), name: 'numbers' }

test('each step counts the records that come to it', async () => {
  const { pipe, records } = start(builder => {
    const { odd, even } = builder
      .stream('in', numbers)
      .flatMap((n, key) => [n, n + 1, n + 2].map(value => ({ key, value })), { name: 'three' })
      .branch({ odd: n => n % 2 === 1, even: () => true }, { name: 'split' })
    odd.merge(even, { name: 'both' }).to('out', { name: 'end', key: text, value: json<number>() })
  })
  await pipe(1, 2)
  expect(records()).toEqual({
    numbers: 2,
    three: 2,
    split: 6,
    'split-odd': 3,
    'split-even': 3,
    both: 6,
    end: 6,
  })
})

test('an attempt that is repeated because rows have to be read counts once', async () => {
  const database = new MemoryDatabase()
  const batch = database.batch()
  batch.put('kept', 0, Buffer.from('k'), encodeRow('7', 1))
  await batch.write()
  let attempts = 0
  const kept = keyValueStore({ name: 'kept', key: text, value: json<number>() })
  const { pipe, records, probes } = start(
    builder => {
      builder
        .stream('in', numbers)
        .process(
          {
            name: 'reads',
            stores: { kept },
            process({ key, value }, { stores, forward }) {
              attempts++
              forward(key, value)
              stores.kept.put(key, stores.kept.get(key)! + 1)
            },
          },
          { key: text, value: json<number>() },
        )
        .to('out', { name: 'end', key: text, value: json<number>() })
    },
    { database },
  )
  probes.watch('end')
  await pipe(1)
  expect(attempts).toBe(2)
  expect(records()).toEqual({ numbers: 1, reads: 1, end: 1 })
  expect(probes.of('end').kept).toHaveLength(1)
})

test('a failure is told of the step that failed', async () => {
  const { pipe, probes, processor, later } = start(builder => {
    builder
      .stream('in', numbers)
      .process(
        {
          name: 'forwards-first',
          process({ key, value }, { forward }) {
            forward(key, value)
            if (value === 2) throw new Error('after')
          },
        },
        { key: text, value: json<number>() },
      )
      .flatMap(
        function* (n, key) {
          yield { key, value: n }
          if (n === 3) throw new Error('between')
        },
        { name: 'yields' },
      )
      .peek(
        n => {
          if (n === 1) throw new Error('before')
        },
        { name: 'looks' },
      )
      .to('out', {
        name: 'end',
        key: text,
        value: {
          ...json<number>(),
          serialize: n => {
            if (n === 4) throw new Error('bytes')
            return String(n)
          },
        },
      })
  })
  await pipe(0, 1, 2, 3)
  later(10)
  await pipe(4)
  const raw = { topic: 'in', partition: 0, offset: 9, timestamp: 5, key: null, value: null, headers: [] }
  processor.failedToDeserialize(new Error('no number'), raw)
  const told = probes.all.flatMap(({ name, failures }) =>
    failures.map(({ stage, error, offset, at }) => ({ name, stage, error, offset, at })),
  )
  expect(told).toEqual([
    { name: 'numbers', stage: 'deserialize', error: 'no number', offset: 9, at: 1_010 },
    { name: 'forwards-first', stage: 'process', error: 'after', offset: 2, at: 1_000 },
    { name: 'yields', stage: 'process', error: 'between', offset: 3, at: 1_000 },
    { name: 'looks', stage: 'process', error: 'before', offset: 1, at: 1_000 },
    { name: 'end', stage: 'produce', error: 'bytes', offset: 4, at: 1_010 },
  ])
})

test('of many failures all are counted and the newest 20 are told', async () => {
  const { pipe, probes } = start(builder => {
    builder.stream('in', numbers).peek(
      n => {
        throw new Error(`no ${n}`)
      },
      { name: 'fails' },
    )
  })
  await pipe(...Array.from({ length: 50 }, (_, n) => n))
  const { failed, failures } = probes.of('fails')
  expect(failed).toBe(50)
  expect(failures.map(({ error }) => error)).toEqual(Array.from({ length: 20 }, (_, n) => `no ${n + 30}`))
})

/** Each of its records takes 1 ms in the first step, 2 before and 4 after its forwarding in the second, and 8 to be encoded. */
const slow = (builder: StreamsBuilder, spend: (ms: number) => void) => {
  builder
    .stream('in', numbers)
    .peek(() => spend(1), { name: 'one' })
    .process(
      {
        name: 'six',
        process({ key, value }, { forward }) {
          spend(2)
          forward(key, value)
          spend(4)
        },
      },
      { key: text, value: json<number>() },
    )
    .to('out', {
      name: 'end',
      value: {
        ...json<number>(),
        serialize: n => {
          spend(8)
          return String(n)
        },
      },
    })
}

test('a step has the time of its own, without that of the steps behind it', async () => {
  const { pipe, nanos } = start(slow)
  await pipe(1, 2, 3)
  expect(nanos()).toEqual({ numbers: 0, one: 3e6, six: 18e6, end: 24e6 })
})

test('of many records the time is estimated, also where they come in turns', async () => {
  const { pipe, nanos } = start((builder, spend) => {
    const { odd, even } = builder
      .stream('in', numbers)
      .branch({ odd: n => n % 2 === 1, even: () => true }, { name: 'split' })
    odd.peek(() => spend(1), { name: 'of-odd' })
    even.peek(() => spend(3), { name: 'of-even' })
  })
  const chunk = Array.from({ length: 512 }, (_, n) => n)
  for (let i = 0; i < 200; i++) await pipe(...chunk)
  // 51,200 of each: 51.2 and 153.6 s. About 800 of each are measured.
  const { 'of-odd': odd, 'of-even': even } = nanos()
  for (const share of [odd! / 51.2e9, even! / 153.6e9]) {
    expect(share).toBeGreaterThan(0.9)
    expect(share).toBeLessThan(1.1)
  }
})

test('the time of a punctuator is its step’s', async () => {
  const { nanos, processor, records, pipe } = start((builder, spend) => {
    builder
      .stream('in', numbers)
      .process(
        {
          name: 'ticks',
          process() {},
          punctuators: [
            {
              every: { ms: 1_000, by: 'wall-clock' },
              punctuate(_now, { forward }) {
                spend(5)
                forward('k', 1)
              },
            },
          ],
        },
        { key: text, value: json<number>() },
      )
      .peek(() => spend(2), { name: 'after' })
  })
  await pipe(0)
  await processor.punctuate('wall-clock', 5_000)
  await processor.punctuate('wall-clock', 10_000)
  expect(records()).toEqual({ numbers: 1, ticks: 1, after: 1 })
  expect(nanos()).toEqual({ numbers: 0, ticks: 5e6, after: 2e6 })
})

test('records are kept while their step is watched, and not otherwise', async () => {
  const { pipe, probes } = start(builder => {
    builder
      .stream('in', { key: text, value: json<object>() })
      .toTable({ store: 'rows', name: 'rows' })
      .toStream({ name: 'out-of-rows' })
  })
  await pipe({ n: 1 })
  expect(probes.of('rows').kept).toBeNull()
  probes.watch('out-of-rows')
  await pipe({ n: 2 })
  expect(probes.of('rows').kept).toBeNull()
  expect(probes.of('out-of-rows').kept).toEqual([
    {
      at: 1_000,
      task: '0_0',
      topic: 'in',
      partition: 0,
      offset: 1,
      timestamp: 5,
      key: 'k',
      value: { now: { n: 2 }, before: { n: 1 } },
      isCut: false,
      headers: [{ key: 'h', value: 'x' }],
    },
  ])
  probes.forget('out-of-rows')
  expect(probes.of('out-of-rows').kept).toBeNull()
  expect(probes.isWatched).toBe(false)
})

test('of a watched step 50 records a second are kept, the newest 100 in all, none larger than some 4 KB', async () => {
  const { pipe, probes, later } = start(builder => {
    builder.stream('in', { key: text, value: json<string>() }).peek(() => {}, { name: 'looks' })
  })
  probes.watch('looks')
  const values = (of: string) => Array.from({ length: 80 }, (_, n) => `${of}${n}${'x'.repeat(10_000)}`)
  for (const of of ['a', 'b', 'c']) {
    await pipe(...values(of))
    later(1_000)
  }
  const kept = probes.of('looks').kept!
  expect(kept).toHaveLength(100)
  const shown = kept.map(({ value }) => String(value))
  expect([shown[0]!.slice(0, 3), shown[49]!.slice(0, 4), shown[50]!.slice(0, 3)]).toEqual([
    'b0x',
    'b49x',
    'c0x',
  ])
  expect(kept.every(({ isCut }) => isCut)).toBe(true)
  expect(Math.max(...shown.map(({ length }) => length))).toBeLessThan(4_200)
})
