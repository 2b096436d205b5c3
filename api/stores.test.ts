import { expect, test } from 'vitest'
import { bearer, keys, securedApi } from './access/test/securedApi.ts'
import type { StoreReading } from './stores/storeReading.ts'
import { type InstanceReadings, storesReport } from './stores/storesReport.ts'
import { fakeApi } from './test/fakeApi.ts'

const a = `${'0'.repeat(31)}a`
const b = `${'0'.repeat(31)}b`
const reading = (partition: number, given: Partial<StoreReading> = {}): StoreReading => ({
  store: 'patients',
  partition,
  role: 'active',
  rows: 1,
  hash: a,
  offset: 10,
  comparable: true,
  scanned: null,
  ...given,
})
const of = (answers: readonly InstanceReadings[], partitions = 2) =>
  storesReport(['patients'], partitions, answers)

test('a store of several instances is the sum of its partitions, each once', () => {
  const report = of([
    { instance: 'one:1', readings: [reading(0), reading(1, { role: 'standby', hash: b })] },
    { instance: 'two:2', readings: [reading(1, { rows: 2 }), reading(0, { role: 'standby' })] },
  ])
  expect(report.isComplete).toBe(true)
  expect(report.stores).toMatchObject([{ rows: 3, hash: `${'0'.repeat(30)}14`, verdict: null }])
  expect(
    report.stores[0]!.partitions.map(({ partition, role, instance }) => [partition, role, instance]),
  ).toEqual([
    [0, 'active', 'one:1'],
    [0, 'standby', 'two:2'],
    [1, 'active', 'two:2'],
    [1, 'standby', 'one:1'],
  ])
})

test('what is not known is not made up: of a partition that nobody runs, that is not known yet, or that did not answer', () => {
  const partly = of([
    { instance: 'one:1', readings: [reading(0)] },
    { instance: 'two:2', readings: null },
  ])
  expect(partly).toMatchObject({
    isComplete: false,
    unanswered: ['two:2'],
    stores: [{ rows: null, hash: null }],
  })
  const unknown = of([{ instance: 'one:1', readings: [reading(0), reading(1, { rows: null, hash: null })] }])
  expect(unknown).toMatchObject({ isComplete: true, stores: [{ rows: null, hash: null }] })
})

test('a scan that finds another hash, or other rows, is told of, wherever it is', () => {
  const scanned = (hash: string, rows = 1) => ({ scanned: { rows, hash } })
  const verdicts = (...readings: StoreReading[]) => {
    const [store] = of([{ instance: 'one:1', readings }]).stores
    return [store!.verdict, ...store!.partitions.map(({ verdict }) => verdict)]
  }
  expect(verdicts(reading(0, scanned(a)), reading(1, scanned(a)))).toEqual(['equal', 'equal', 'equal'])
  expect(verdicts(reading(0, scanned(a)), reading(1, scanned(b)))).toEqual([
    'different',
    'equal',
    'different',
  ])
  expect(verdicts(reading(0, scanned(a, 2)), reading(1))).toEqual(['different', 'different', null])
  expect(verdicts(reading(0, { ...scanned(a), hash: null }), reading(1, scanned(a)))).toEqual([
    'unknown',
    'unknown',
    'equal',
  ])
})

test('GET /api/admin/stores, with and without a scan; metrics tell of both', async () => {
  const { get, instance } = await fakeApi({ partitions: 1, now: () => 5_000 })
  const { scanned: _, ...kept } = reading(0)
  instance.kept = [kept]
  const { body, status } = await get('/api/admin/stores')
  expect(status).toBe(200)
  const found = (body as { stores: { store: string }[] }).stores.find(({ store }) => store === 'patients')
  expect(found).toMatchObject({
    rows: 1,
    hash: a,
    verdict: null,
    partitions: [{ position: 10, scanned: null }],
  })
  const { body: scan } = await get('/api/admin/stores?scan=true')
  expect((scan as { stores: { verdict: string | null }[] }).stores.map(({ verdict }) => verdict)).toContain(
    'different',
  )
  expect(instance.snapshots.size).toBe(0)
  const text = String((await get('/metrics')).body)
  expect(text).toContain('millrace_store_rows{store="patients",partition="0"} 1')
  expect(text).toContain('millrace_store_hash_known{store="patients",partition="0"} 1')
  expect(text).toContain(
    'millrace_store_scan_timestamp_seconds{store="patients",partition="0",outcome="different"} 5',
  )
})

test('instances ask each other for hashes and rows of a cut, which is kept until it is closed', async () => {
  const { api, instance } = await securedApi()
  const { scanned: _, ...kept } = reading(0)
  instance.kept = [kept]
  const rows = ['a', 'b', 'c'].map(key => ({ key: Buffer.from(key), value: Buffer.from(`"${key}"`) }))
  instance.snapshotOf = cut => ({
    cut,
    hashes: instance.kept,
    page: async (_store, _partition, { after, limit }) =>
      rows.filter(({ key }) => !after || Buffer.compare(key, after) > 0).slice(0, limit),
    scan: async () => ({ rows: 3, hash: a }),
    close: () => void instance.snapshots.delete(cut),
  })
  const ask = async (url: string, method: 'GET' | 'DELETE' = 'GET') => {
    const answer = await api.inject({ method, url, headers: bearer(keys.interne) })
    return answer.statusCode === 200 ? answer.json() : answer.statusCode
  }
  expect(await ask('/internal/cuts/c1/hashes')).toBe(404)
  await instance.cutSnapshot('c1')
  expect(await ask('/internal/cuts/c1/hashes')).toEqual({ stores: [kept] })
  const page = await ask('/internal/cuts/c1/stores/patients/0/rows?limit=2')
  expect(page).toEqual({
    rows: [
      { key: 'YQ', value: 'ImEi' },
      { key: 'Yg', value: 'ImIi' },
    ],
    isLast: false,
  })
  expect(await ask('/internal/cuts/c1/stores/patients/0/rows?limit=2&after=Yg')).toEqual({
    rows: [{ key: 'Yw', value: 'ImMi' }],
    isLast: true,
  })
  expect(await ask('/internal/cuts/c1/stores/patients/0/scan')).toEqual({ rows: 3, hash: a })
  expect(await ask('/internal/cuts/c1/stores/patients/1/scan')).toBe(404)
  expect(await ask('/internal/cuts/c1', 'DELETE')).toBe(204)
  expect(await ask('/internal/cuts/c1/hashes')).toBe(404)
})
