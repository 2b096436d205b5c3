import { describe, expect, test } from 'vitest'
import { storeInputs } from '../graph/storeInputs.ts'
import { json, keyValueStore, type Processor, StreamsBuilder, type Topology, text } from '../index.ts'
import { groupTopology } from './groupTopology.ts'
import { type TopologyFacts, topologyDiff } from './topologyDiff.ts'

const nothing: TopologyFacts = { consumed: new Set(), waiting: new Map(), written: new Set() }
const facts = (consumed: readonly string[], rest: Partial<TopologyFacts> = {}): TopologyFacts => ({
  ...nothing,
  consumed: new Set(consumed),
  ...rest,
})

const built = (write: (builder: StreamsBuilder) => void) => {
  const builder = new StreamsBuilder()
  write(builder)
  return builder.build()
}
const read = (builder: StreamsBuilder, topic: string) => builder.stream(topic, { key: text, value: text })
const wire = (topology: Topology) => groupTopology(topology, 'app', 1)

function compare(old: Topology, now: Topology, given: TopologyFacts) {
  const diff = topologyDiff(wire(old), wire(now), storeInputs(now, 'app'), given)
  return {
    ...diff,
    parts: diff.parts
      .filter(({ verdict, loss }) => verdict !== 'kept' || loss !== null)
      .map(
        ({ kind, topic, verdict, loss }) => `${kind} ${topic} ${verdict}${loss === null ? '' : `: ${loss}`}`,
      ),
  }
}

const counting = (
  { store = 'nombres', repartition = 'par-qui', partitions = 0, configs = {} } = {},
  extra: (builder: StreamsBuilder) => void = () => {},
) =>
  built(builder => {
    read(builder, 'in')
      .repartition({ name: repartition, key: text, value: text, ...(partitions > 0 && { partitions }) })
      .groupByKey()
      .count({ store, changelogConfigs: configs })
    extra(builder)
  })

test('the same is the same, whatever the brokers decided for it', () => {
  const old = wire(counting())
  const decided = {
    ...old,
    subtopologies: old.subtopologies.map(part => ({
      ...part,
      repartitionSourceTopics: part.repartitionSourceTopics.map(topic => ({ ...topic, partitions: 3 })),
    })),
  }
  const diff = topologyDiff(decided, old, storeInputs(counting(), 'app'), facts(['in']))
  expect(diff).toMatchObject({ isSame: true, loss: null })
  expect(diff.parts.map(({ kind, topic, verdict }) => `${kind} ${topic} ${verdict}`)).toEqual([
    'source in kept',
    'repartition app-par-qui-repartition kept',
    'store app-nombres-changelog kept',
  ])
})

describe('a store', () => {
  test('that is new begins empty: lossy where its inputs were processed, over repartition topics too', () => {
    const now = counting({}, builder => read(builder, 'other').groupByKey().count({ store: 'autres' }))
    expect(compare(counting(), now, facts(['in']))).toMatchObject({
      isSame: false,
      loss: null,
      parts: ['source other new', 'store app-autres-changelog new'],
    })
    const { parts, loss } = compare(
      built(builder => read(builder, 'in').to('out')),
      counting(),
      facts(['in']),
    )
    expect(parts).toEqual([
      'repartition app-par-qui-repartition new',
      'store app-nombres-changelog new-empty: it would begin empty, without the past of in',
    ])
    expect(loss).toMatch(/^[0-9a-f]{8}$/)
  })

  test('that is new, with rows that an earlier topology left, is not what it was', () => {
    const { parts } = compare(
      built(builder => read(builder, 'in').to('out')),
      counting(),
      facts([], { written: new Set(['app-nombres-changelog']) }),
    )
    expect(parts.at(-1)).toMatch(/nombres-changelog new: its changelog has rows from an earlier topology/)
  })

  test('that is gone takes nothing with it', () => {
    expect(
      compare(
        counting(),
        built(builder => read(builder, 'in').to('out')),
        facts(['in']),
      ),
    ).toMatchObject({
      loss: null,
      parts: ['repartition app-par-qui-repartition orphaned', 'store app-nombres-changelog orphaned'],
    })
  })

  test('that is renamed begins empty', () => {
    const { parts } = compare(counting(), counting({ store: 'comptes' }), facts(['in']))
    expect(parts).toEqual([
      'store app-comptes-changelog new-empty: it would begin empty, without the past of in',
      'store app-nombres-changelog orphaned',
    ])
  })

  test('that another topic fills as well lacks its past, if it has one', () => {
    const store = keyValueStore<string, string>({ name: 's', key: text, value: text })
    const keep = (name: string): Processor<string, string, never, never, { s: typeof store }> => ({
      name,
      stores: { s: store },
      process: ({ key, value }, { stores }) => stores.s.put(key, value),
    })
    const old = built(builder => {
      read(builder, 'in').process(keep('keep'))
      read(builder, 'other').to('out')
    })
    const now = built(builder => {
      read(builder, 'in').process(keep('keep'))
      const other = read(builder, 'other')
      other.to('out')
      other.process(keep('keep-other'))
    })
    expect(compare(old, now, facts(['in'])).loss).toBeNull()
    expect(compare(old, now, facts(['in', 'other'])).parts).toEqual([
      'store app-s-changelog kept: it is now also filled from other, whose past would be missing in it',
    ])
  })

  test('that only a join reads from another topic lacks nothing', () => {
    const table = (builder: StreamsBuilder) =>
      read(builder, 'in')
        .groupByKey()
        .reduce((_, value) => value, { store: 's' })
    const old = built(builder => {
      table(builder)
      read(builder, 'other').to('out')
    })
    const now = built(builder => {
      const rows = table(builder)
      read(builder, 'other')
        .join(rows, (value, row) => `${value} ${row}`, { value: text })
        .to('out')
    })
    expect(compare(old, now, facts(['in', 'other']))).toEqual({ isSame: false, loss: null, parts: [] })
  })

  test('whose topic is its changelog is filled from it', () => {
    const now = built(builder => {
      builder.table('in', { key: text, value: json<number>(), store: 'lignes' })
    })
    expect(
      compare(
        built(builder => read(builder, 'in').to('out')),
        now,
        facts(['in']),
      ).loss,
    ).toBeNull()
  })
})

describe('a repartition topic', () => {
  test('that is gone must have been read to its end', () => {
    const old = counting({ repartition: 'par-nom' })
    const waiting = new Map([['app-par-nom-repartition', 12]])
    expect(compare(old, counting(), facts(['in'], { waiting })).parts).toEqual([
      'repartition app-par-nom-repartition orphaned: 12 of its records were not yet processed and never would be',
      'repartition app-par-qui-repartition new',
      'store app-nombres-changelog kept: it is now also filled from in, whose past would be missing in it',
    ])
  })

  test('that is new must not have records of another time', () => {
    const waiting = new Map([['app-par-qui-repartition', 3]])
    const { parts } = compare(
      built(builder => read(builder, 'in').to('out')),
      counting(),
      facts([], { waiting }),
    )
    expect(parts[0]).toMatch(/par-qui-repartition new: 3 records of an earlier topology are in it/)
  })

  test('keeps its number of partitions', () => {
    const { parts, loss } = compare(counting({ partitions: 3 }), counting({ partitions: 4 }), nothing)
    expect(parts).toEqual([
      'repartition app-par-qui-repartition repartitioned: it has 3 partitions, and 4 are asked for: rows lie where their keys no longer lead',
    ])
    expect(loss).not.toBeNull()
  })
})

test('settings of internal topics lose nothing', () => {
  const now = counting({ configs: { 'segment.bytes': '2097152' } })
  expect(compare(counting(), now, facts(['in']))).toEqual({
    isSame: false,
    loss: null,
    parts: ['store app-nombres-changelog settings'],
  })
})

test('steps that are cut into other tasks lose nothing, though the brokers see another topology', () => {
  const store = keyValueStore<string, string>({ name: 's', key: text, value: text })
  const step = (
    name: string,
    stores: object,
  ): Processor<string, string, never, never, { s: typeof store }> => ({
    name,
    stores: stores as { s: typeof store },
    process() {},
  })
  const now = built(builder => {
    read(builder, 'other').to('out')
    read(builder, 'in').process(step('keep', { s: store }))
  })
  const old = built(builder => {
    read(builder, 'in').process(step('keep', { s: store }))
    read(builder, 'other').to('out')
  })
  expect(compare(old, now, facts(['in', 'other']))).toEqual({ isSame: false, loss: null, parts: [] })
})

test('a loss has a name of its own, whatever the counts', () => {
  const old = counting({ repartition: 'par-nom' })
  const lossOf = (n: number, consumed: readonly string[]) =>
    compare(old, counting(), facts(consumed, { waiting: new Map([['app-par-nom-repartition', n]]) })).loss
  expect(lossOf(1, ['in'])).toBe(lossOf(2, ['in']))
  expect(lossOf(1, ['in'])).not.toBe(lossOf(1, []))
})
