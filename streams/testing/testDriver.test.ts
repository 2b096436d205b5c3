import { describe, expect, test } from 'vitest'
import {
  deadLetter,
  json,
  keyValueStore,
  type Processor,
  StreamsBuilder,
  TopologyError,
  text,
} from '../index.ts'
import { TestDriver } from './testDriver.ts'

function fail(): never {
  throw new Error('cannot be written')
}

interface RendezVous {
  readonly id: string
  readonly medecinId: string
}
interface Medecin {
  readonly nom: string
}

function joining() {
  const builder = new StreamsBuilder()
  const medecins = builder.table('medecin', { key: text, value: json<Medecin>(), store: 'medecins' })
  builder
    .stream('rendezvous', { key: text, value: json<RendezVous>() })
    .selectKey(rdv => rdv.medecinId, { key: text })
    .repartition({ name: 'par-medecin' })
    .join(medecins, (rdv, medecin) => ({ id: rdv.id, nom: medecin.nom }), {
      value: json<{ id: string; nom: string }>(),
    })
    .to('resultat')
  return builder.build()
}

describe.each([false, true])('TestDriver, cold=%s', cold => {
  test('joins through a repartition topic over three partitions', async () => {
    const driver = new TestDriver(joining(), { partitions: 3, cold })
    await driver.pipe('medecin', ...['M1', 'M2', 'M3'].map(key => ({ key, value: `{"nom":"Dr ${key}"}` })))
    for (let i = 0; i < 9; i++) {
      await driver.pipe('rendezvous', {
        key: `R${i}`,
        value: `{"id":"R${i}","medecinId":"M${(i % 4) + 1}"}`,
        timestamp: i,
      })
    }
    const out = driver.read('resultat', text, json<{ id: string; nom: string }>())
    expect(out.map(record => `${record.value!.id} ${record.value!.nom}`)).toEqual([
      'R0 Dr M1',
      'R1 Dr M2',
      'R2 Dr M3',
      'R4 Dr M1',
      'R5 Dr M2',
      'R6 Dr M3',
      'R8 Dr M1',
    ])
    expect(out[0]!.timestamp).toBe(0)
    expect(await driver.rows('medecins')).toHaveLength(3)
  })

  test('a tombstone deletes a row, and count, reduce and aggregate see each record once', async () => {
    const builder = new StreamsBuilder()
    const grouped = builder
      .stream('actes', { key: text, value: json<{ qui: string; montant: number }>() })
      .groupBy(acte => acte.qui, { name: 'par-qui', key: text })
    grouped.count({ store: 'nombre' }).toStream().to('nombres', { value: json<number | null>() })
    grouped.aggregate(
      () => 0,
      (total, acte) => (total + acte.montant === 0 ? undefined : total + acte.montant),
      { store: 'total', value: json<number>() },
    )
    grouped.reduce((_, last) => last, { store: 'dernier' })
    const driver = new TestDriver(builder.build(), { partitions: 2, cold })
    await driver.pipe(
      'actes',
      { key: '1', value: '{"qui":"a","montant":5}' },
      { key: '2', value: '{"qui":"a","montant":-5}' },
      { key: '3', value: '{"qui":"b","montant":7}' },
    )
    expect(await driver.rows('nombre')).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    )
    expect(await driver.rows('total')).toEqual(new Map([['b', 7]]))
    expect(await driver.row('dernier', 'a')).toEqual({ qui: 'a', montant: -5 })
    expect(
      driver
        .read('nombres', text, json<number>())
        .map(({ key, value }) => `${key}=${value}`)
        .sort(),
    ).toEqual(['a=1', 'a=2', 'b=1'])
  })

  test('tables of one key join, and the joined row changes with either side', async () => {
    const builder = new StreamsBuilder()
    const left = builder.table('gauche', { key: text, value: json<{ n: number }>() })
    const right = builder
      .table('droite', { key: text, value: json<{ n: number }>() })
      .mapValues(row => row.n * 10)
    left
      .leftJoin(right, (l, r) => l.n + (r ?? 0))
      .toStream()
      .to('somme', { value: json<number | null>() })
    const driver = new TestDriver(builder.build(), { cold })
    await driver.pipe('gauche', { key: 'k', value: '{"n":1}', timestamp: 5 })
    await driver.pipe('droite', { key: 'k', value: '{"n":2}', timestamp: 3 })
    await driver.pipe('droite', { key: 'k', value: null, timestamp: 7 })
    await driver.pipe('gauche', { key: 'k', value: null, timestamp: 8 })
    expect(
      driver.read('somme', text, json<number>()).map(record => [record.value, record.timestamp]),
    ).toEqual([
      [1, 5],
      [21, 5],
      [1, 7],
      [null, 8],
    ])
  })

  test('a processor reads several keys at once, its own writes included, and is repeated once for all of them', async () => {
    const rows = keyValueStore({ name: 'lignes', key: text, value: json<string>() })
    let attempts = 0
    const processor: Processor<string, string, string, string, { rows: typeof rows }> = {
      name: 'lire-tout',
      stores: { rows },
      process({ key, value }, { stores, forward }) {
        if (value === 'put') return stores.rows.put(key, key)
        attempts++
        stores.rows.put('d', 'new')
        forward(key, stores.rows.getAll(['c', 'x', 'a', 'd']).join())
      },
    }
    const builder = new StreamsBuilder()
    builder
      .stream('entree', { key: text, value: text })
      .process(processor, { key: text, value: text })
      .to('sortie')
    const driver = new TestDriver(builder.build(), { cold })
    for (const key of ['a', 'b', 'c']) await driver.pipe('entree', { key, value: 'put' })
    await driver.pipe('entree', { key: 'k', value: 'get' })
    expect(driver.read('sortie', text, text).map(({ value }) => value)).toEqual(['c,,a,new'])
    expect(attempts).toBe(cold ? 2 : 1)
  })

  test('a processor reads ranges with its own uncommitted writes, and nothing of a failed record is kept', async () => {
    const agenda = keyValueStore({ name: 'agenda', key: text, value: json<string>() })
    const processor: Processor<string, string, string, number, { agenda: typeof agenda }> = {
      name: 'agenda-processor',
      stores: { agenda },
      process(record, { stores, forward }) {
        stores.agenda.put(record.value, record.value)
        if (record.value.endsWith('!')) throw new Error('no exclamation')
        forward(record.key, stores.agenda.range('2026-01-02', '2026-01-04').length)
      },
    }
    const builder = new StreamsBuilder()
    builder
      .stream('dates', { key: text, value: text })
      .process(processor, { key: text, value: json<number>() })
      .to('nombres')
    const driver = new TestDriver(builder.build(), {
      cold,
      errors: { process: deadLetter },
      deadLetterTopic: 'dlq',
    })
    await driver.pipe(
      'dates',
      ...['2026-01-02', '2026-01-03!', '2026-01-03', '2026-01-09'].map(value => ({ key: 'k', value })),
    )
    await driver.pipe('dates', { key: 'k', value: '2026-01-02b' })
    expect(driver.read('nombres', text, json<number>()).map(record => record.value)).toEqual([1, 2, 2, 3])
    const [dead] = driver.read('dlq', text, text)
    expect(dead!.value).toBe('2026-01-03!')
    expect(Object.fromEntries(dead!.headers.map(({ key, value }) => [key, String(value)]))).toMatchObject({
      'dlq.topic': 'dates',
      'dlq.partition': '0',
      'dlq.offset': '1',
      'dlq.stage': 'process',
      'dlq.message': 'no exclamation',
    })
    expect((await driver.rows('agenda')).has('2026-01-03!')).toBe(false)
  })

  test('a result that cannot be written takes the whole record back', async () => {
    const seen = keyValueStore({ name: 'vus', key: text, value: text })
    const builder = new StreamsBuilder()
    const marked = builder
      .stream('in', { key: text, value: text })
      .process<string, string, { seen: typeof seen }>({
        name: 'marquer',
        stores: { seen },
        process(record, { stores, forward }) {
          stores.seen.put(record.value, 'vu')
          forward(record.key, record.value)
        },
      })
    marked.to('un', { key: text, value: text })
    const fragile = { ...text, serialize: (value: string) => (value === 'mauvais' ? fail() : value) }
    marked.to('deux', { key: text, value: fragile })
    const driver = new TestDriver(builder.build(), {
      cold,
      errors: { produce: deadLetter },
      deadLetterTopic: 'dlq',
    })
    await driver.pipe('in', ...['bon', 'mauvais'].map(value => ({ key: 'k', value })))
    expect(driver.read('un', text, text).map(record => record.value)).toEqual(['bon'])
    expect(driver.read('dlq', text, text).map(record => record.value)).toEqual(['mauvais'])
    expect([...(await driver.rows('vus')).keys()]).toEqual(['bon'])
  })

  test('broken bytes go to the dead-letter topic as they were', async () => {
    const driver = new TestDriver(joining(), {
      cold,
      errors: { deserialize: deadLetter },
      deadLetterTopic: 'dlq',
    })
    await driver.pipe('medecin', { key: 'M1', value: '{"nom":' })
    expect(driver.read('dlq', text, text)[0]!.value).toBe('{"nom":')
    expect(driver.failures[0]).toMatchObject({
      response: 'dead-letter',
      failure: { stage: 'deserialize', task: '0_0' },
    })
  })
})

test('without a handler a broken record stops the run with a message naming place and remedy', async () => {
  const driver = new TestDriver(joining())
  await expect(driver.pipe('medecin', { key: 'M1', value: '{' })).rejects.toThrow(
    /medecin\[0\]@0.*errors\.deserialize/,
  )
})

test('punctuators run by stream time and by the virtual clock', async () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  builder.stream('in', { key: text, value: text }).process({
    name: 'clocks',
    process() {},
    punctuators: [
      {
        every: { ms: 10, by: 'stream-time' },
        punctuate: now => {
          seen.push(`stream ${now}`)
        },
      },
      { every: { ms: 100, by: 'wall-clock' }, punctuate: now => void seen.push(`wall ${now}`) },
    ],
  })
  const driver = new TestDriver(builder.build())
  await driver.pipe('in', ...[3, 9, 10, 35].map(timestamp => ({ key: 'k', value: 'v', timestamp })))
  await driver.advance(99)
  await driver.advance(1)
  expect(seen).toEqual(['stream 10', 'stream 35', 'wall 100'])
})

test('a processor that mutates a shared value fails', async () => {
  const builder = new StreamsBuilder()
  builder.stream('in', { key: text, value: json<{ n: number }>() }).peek(value => {
    ;(value as { n: number }).n = 2
  })
  await expect(new TestDriver(builder.build()).pipe('in', { key: 'k', value: '{"n":1}' })).rejects.toThrow(
    /read only/,
  )
})

describe('the builder refuses', () => {
  test('a stateful step after the key may have changed', () => {
    const builder = new StreamsBuilder()
    const stream = builder.stream('in', { key: text, value: text }).selectKey(value => value, { key: text })
    expect(() => stream.groupByKey()).toThrow(TopologyError)
  })
  test('two steps of one name, and two stores of one name', () => {
    const builder = new StreamsBuilder()
    builder.stream('in', { key: text, value: text, name: 'a' }).filter(() => true, { name: 'a' })
    expect(() => builder.build()).toThrow(/Two steps are named "a"/)
    const grouped = new StreamsBuilder().stream('in', { key: text, value: text }).groupByKey()
    grouped.count({ store: 's', name: 'x' })
    expect(() => grouped.count({ store: 's', name: 'y' })).toThrow(/Two stores are named "s"/)
  })
  test('bytes it cannot write', () => {
    const stream = new StreamsBuilder()
      .stream('in', { key: text, value: text })
      .mapValues(value => ({ value }))
    expect(() => stream.to('out')).toThrow(/pass \{ value: serde \}/)
  })
})

test('a global table is joined by any key, without a repartition', async () => {
  const builder = new StreamsBuilder()
  const tarifs = builder.globalTable('tarifs', { key: text, value: json<number>() })
  builder
    .stream('actes', { key: text, value: json<{ acte: string }>() })
    .leftJoinGlobal(
      tarifs,
      value => value.acte,
      (value, tarif) => `${value.acte} ${tarif}`,
      { value: text },
    )
    .to('prix')
  const driver = new TestDriver(builder.build(), { partitions: 3 })
  await driver.pipe('tarifs', { key: 'controle', value: '200' })
  await driver.pipe(
    'actes',
    { key: 'a', value: '{"acte":"controle"}' },
    { key: 'b', value: '{"acte":"autre"}' },
  )
  await driver.pipe('tarifs', { key: 'controle', value: null })
  await driver.pipe('actes', { key: 'c', value: '{"acte":"controle"}' })
  expect(driver.read('prix', text, text).map(record => record.value)).toEqual([
    'controle 200',
    'autre undefined',
    'controle undefined',
  ])
})

test('branches, merges and flat maps', async () => {
  const builder = new StreamsBuilder()
  const { pairs, odds } = builder
    .stream('in', { key: text, value: json<number>() })
    .branch({ pairs: value => value % 2 === 0, odds: () => true })
  pairs
    .flatMap((value, key) => [value, value].map(copy => ({ key, value: copy })))
    .merge(odds.map((value, key) => ({ key, value: -value })))
    .to('out', { key: text, value: json<number>() })
  const driver = new TestDriver(builder.build())
  await driver.pipe('in', ...[1, 2, 3].map(n => ({ key: 'k', value: String(n) })))
  expect(driver.read('out', text, json<number>()).map(record => record.value)).toEqual([-1, 2, 2, -3])
})

test.each([false, true])(
  'rows with a time to live are gone by event time, for processing and for the test alike, cold=%s',
  async cold => {
    const builder = new StreamsBuilder()
    builder
      .stream('in', { key: text, value: text })
      .groupByKey()
      .count({ store: 'counts', ttlMs: 100 })
      .toStream()
      .to('out', { value: json() })
    const driver = new TestDriver(builder.build(), { cold })
    const at = (key: string, timestamp: number) => driver.pipe('in', { key, value: 'x', timestamp })
    await at('a', 0)
    await at('a', 100)
    await at('b', 201)
    expect(await driver.rows('counts')).toEqual(new Map([['b', 1]]))
    await at('a', 201)
    expect(driver.read('out', text, json<number>()).map(({ value }) => value)).toEqual([1, 2, 1, 1])
  },
)
