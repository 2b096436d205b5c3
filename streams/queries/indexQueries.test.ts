import { expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { keyValueStore } from '../graph/storeSpec.ts'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import { TestInstance } from '../testing/testInstance.ts'
import { answerPeers } from './http/answerPeers.ts'
import { PlaceRefused } from './indexRange.ts'
import { type IndexRangeOptions, Queries } from './queries.ts'

interface Rdv {
  readonly medecinId: string
  readonly jour: string
  readonly statut: string
}

const rdvs = keyValueStore({
  name: 'rdvs',
  key: text,
  value: json<Rdv>(),
  indexes: { byMedecinJour: row => [row.medecinId, row.jour], byStatut: row => row.statut },
})
const builder = new StreamsBuilder()
builder
  .stream('in', { key: text, value: text, name: 'in' })
  .process({ name: 'keep', stores: { rdvs }, process() {} })
const topology = builder.build()

/** Three instances with a partition each; 60 rendezvous of three médecins over four days. */
function cluster() {
  const instances = [0, 1, 2].map(() => new TestInstance(topology, 3))
  const rows = new Map<string, Rdv>()
  for (let n = 0; n < 60; n++)
    rows.set(`r${String(n).padStart(2, '0')}`, {
      medecinId: `M${n % 3}`,
      jour: `2026-01-0${1 + ((n * 7) % 4)}`,
      statut: n % 5 === 0 ? 'ANNULE' : 'ACCEPTE',
    })
  const places = (partition: number) => [{ topic: 'in', partitions: [partition] }]
  const endpoints = instances.map((_, port) => ({
    endpoint: { host: 'h', port },
    active: places(port),
    standby: [],
  }))
  for (const [port, instance] of instances.entries()) {
    instance.partitions = [port]
    instance.peers = endpoints
    for (const [key, row] of rows) instance.put('rdvs', key, row)
  }
  const answers = instances.map(instance => answerPeers(instance))
  const queries = instances.map(
    (instance, port) =>
      new Queries({
        instance,
        applicationId: 'app',
        endpoint: { host: 'h', port },
        peers: {
          // What goes over the wire is JSON.
          ask: async (endpoint, question) =>
            JSON.parse(
              JSON.stringify(await answers[endpoint.port]!(JSON.parse(JSON.stringify(question)))),
            ) as never,
          close: () => {},
        },
        partitions: () => 3,
        deadlineMs: 20_000,
        hedgeMs: 10_000,
      }),
  )
  return { queries, rows: [...rows] }
}

/** All pages, each from another instance than the one before. */
async function walk(queries: readonly Queries[], options: IndexRangeOptions) {
  const keys: string[] = []
  for (let after: string | null | undefined, n = 0; after !== null; n++) {
    const { value } = await queries[n % 3]!.indexPage<string, Rdv>('rdvs', {
      ...options,
      ...(after && { after }),
    })
    keys.push(...value.rows.map(([key]) => key))
    after = value.next
  }
  return keys
}

test('pages by an index are those of the whole application, in its order, whichever instance gives each', async () => {
  const { queries, rows } = cluster()
  const expected = (keep: (row: Rdv) => boolean) =>
    rows
      .filter(([, row]) => keep(row))
      .sort(([a, x], [b, y]) => (x.jour < y.jour ? -1 : x.jour > y.jour ? 1 : a < b ? -1 : 1))
      .map(([key]) => key)
  const by = { index: 'byMedecinJour', limit: 7 }
  expect(await walk(queries, { ...by, key: 'M1' })).toEqual(expected(row => row.medecinId === 'M1'))
  expect(await walk(queries, { ...by, key: ['M1', '2026-01-03'] })).toEqual(
    expected(row => row.medecinId === 'M1' && row.jour === '2026-01-03'),
  )
  expect(
    await walk(queries, { ...by, key: 'M2', from: ['M2', '2026-01-02'], to: ['M2', '2026-01-04'] }),
  ).toEqual(expected(row => row.medecinId === 'M2' && row.jour >= '2026-01-02' && row.jour < '2026-01-04'))
  expect(await walk(queries, { ...by, key: 'M0', where: { statut: 'ANNULE' }, scan: 8 })).toEqual(
    expected(row => row.medecinId === 'M0' && row.statut === 'ANNULE'),
  )
  expect(await walk(queries, { ...by, key: 'M9' })).toEqual([])
})

test('counts by an index are those of the whole application', async () => {
  const { queries, rows } = cluster()
  for (const each of queries) {
    const { value } = await each.count('rdvs', {}, { index: 'byStatut', key: 'ANNULE' })
    expect(value).toBe(rows.filter(([, row]) => row.statut === 'ANNULE').length)
  }
})

test('a place of another range is refused, whoever has the partitions; so is an index that is not there', async () => {
  const { queries } = cluster()
  const { value } = await queries[0]!.indexPage('rdvs', { index: 'byMedecinJour', key: 'M1', limit: 2 })
  const after = value.next!
  await expect(queries[1]!.indexPage('rdvs', { index: 'byMedecinJour', key: 'M2', after })).rejects.toThrow(
    PlaceRefused,
  )
  await expect(queries[1]!.indexPage('rdvs', { index: 'byStatut', key: 'ACCEPTE', after })).rejects.toThrow(
    PlaceRefused,
  )
  await expect(queries[0]!.indexPage('rdvs', { index: 'byNom' })).rejects.toThrow('has no index "byNom"')
  await expect(queries[0]!.count('rdvs', {}, { index: 'byNom' })).rejects.toThrow('has no index "byNom"')
})

test.each([
  ['an index that is no text', { index: 7 }],
  ['a bound that is not known', { index: 'byStatut', under: 'A' }],
  ['a bound that is no key', { index: 'byStatut', key: { a: 1 } }],
])('a question with %s is refused', async (_, by) => {
  const instance = new TestInstance(topology, 1)
  const question = { kind: 'page', store: 'rdvs', partitions: [0], standby: false, page: { by } }
  await expect(answerPeers(instance)(question as never)).rejects.toThrow('Not a question')
})
