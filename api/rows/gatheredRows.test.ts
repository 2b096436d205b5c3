import { afterEach, describe, expect, test } from 'vitest'
import { type FakeApi, fakeApi } from '../test/fakeApi.ts'
import { partitionOf } from '../test/fakeInstance.ts'
import { patientRow } from '../test/rows.ts'

/** Three instances that listen, each with one partition of the same rows, and each knowing all three. */
const ids = Array.from({ length: 20 }, (_, i) => `P${String(i).padStart(2, '0')}`)
const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

/** The deadline is long where nobody hangs: a busy machine is no instance that is gone. */
async function cluster(peerDeadlineMs = 20_000) {
  const instances: FakeApi[] = []
  const endpoints: { host: string; port: number }[] = []
  for (const partition of [0, 1, 2]) {
    const fake = await fakeApi({ peerDeadlineMs })
    fake.instance.partitions = [partition]
    for (const id of ids) fake.instance.put('patients', id, { ...patientRow(id) })
    await fake.api.listen({ host: '127.0.0.1', port: 0 })
    open.push(fake.api)
    endpoints.push({ host: '127.0.0.1', port: (fake.api.server.address() as { port: number }).port })
    instances.push(fake)
  }
  for (const { instance } of instances)
    instance.peers = endpoints.map(endpoint => ({
      endpoint,
      active: [{ topic: 't', partitions: [0] }],
      standby: [],
    }))
  return instances
}

describe('with three instances', () => {
  test('every instance answers for all', async () => {
    for (const { get } of await cluster()) {
      const { body } = await get('/api/patients?limit=500')
      expect((body as { items: { patientId: string }[] }).items.map(each => each.patientId)).toEqual(ids)
      for (const id of ids) expect((await get(`/api/patients/${id}`)).body).toMatchObject({ patientId: id })
      expect((await get('/api/patients/none')).status).toBe(404)
    }
  })

  test('pages go on over instances', async () => {
    const [first] = await cluster()
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await first!.get(`/api/patients?limit=6${cursor && `&cursor=${cursor}`}`)
      const { items, next } = body as { items: { patientId: string }[]; next: string | null }
      seen.push(...items.map(each => each.patientId))
      cursor = next ?? ''
    } while (cursor !== '')
    expect(seen).toEqual(ids)
  })

  test('a list without one of them is a 503 that names what is missing, never a part', async () => {
    const [first, second] = await cluster()
    await second!.api.close()
    const { status, headers, body } = await first!.get('/api/patients')
    expect(status).toBe(503)
    expect(headers['retry-after']).toBe('2')
    expect(body).toMatchObject({ type: '/docs#incomplete', store: 'patients', partitions: [1] })
    // What is found is an answer all the same; what is not found is none.
    const inFirst = ids.find(id => partitionOf(id) === 0)!
    expect((await first!.get(`/api/patients/${inFirst}`)).status).toBe(200)
    expect((await first!.get('/api/patients/none')).status).toBe(503)
  })

  test('a peer that does not answer is not waited for beyond the deadline', async () => {
    const [first, second] = await cluster(300)
    hang(second!)
    expect((await first!.get('/api/patients')).status).toBe(503)
  })

  test('an unknown store and a broken question are refused', async () => {
    const { get } = (await cluster())[0]!
    expect((await get('/internal/stores/nope/rows?limit=5')).status).toBe(404)
    expect((await get('/internal/stores/patients/rows?limit=5&where=x')).status).toBe(400)
  })
})

/** Takes questions and never answers them. */
function hang({ instance }: FakeApi): void {
  const never = { get: () => new Promise<never>(() => {}), page: () => new Promise<never>(() => {}) }
  instance.store = () => ({ partitions: [1], standbys: [], at: () => never, ...never })
}

describe('with standbys', () => {
  /** The second and the third follow each other; lags are 7 and 9 changes. */
  async function following(peerDeadlineMs?: number) {
    const instances = await cluster(peerDeadlineMs)
    const [, second, third] = instances
    second!.instance.standbys = { 2: 7 }
    third!.instance.standbys = { 1: 9 }
    for (const { instance } of instances)
      instance.peers = instance.peers.map(peer => ({ ...peer, standby: [{ topic: 't', partitions: [1] }] }))
    return instances as [FakeApi, FakeApi, FakeApi]
  }
  const inSecond = ids.find(id => partitionOf(id) === 1)!

  test('while every task answers, nothing is read from them', async () => {
    for (const { get } of await following()) {
      for (const path of ['/api/patients', `/api/patients/${inSecond}`]) {
        const { status, headers } = await get(path)
        expect([status, headers['x-freshness']]).toEqual([200, undefined])
      }
    }
  })

  test('what an instance that is gone had is read from another, here or there, and the answer says how old it may be', async () => {
    const [first, second, third] = await following()
    await second.api.close()
    for (const { get } of [first, third]) {
      const list = await get('/api/patients?limit=500')
      expect(list).toMatchObject({
        status: 200,
        headers: { 'x-freshness': 'standby; partitions=1; lag=9; behind-ms=90' },
      })
      expect((list.body as { items: unknown[] }).items).toHaveLength(ids.length)
      const one = await get(`/api/patients/${inSecond}`)
      expect([one.status, one.headers['x-freshness']]).toEqual([200, list.headers['x-freshness']])
      // What is nowhere is nowhere in what the standby has, either: an answer of the same age.
      const none = await get('/api/patients/none')
      expect([none.status, none.headers['x-freshness']]).toEqual([404, list.headers['x-freshness']])
      expect((await get('/ready?scope=all')).status).toBe(200)
    }
  })

  test('an instance that hangs is given up for a standby within the deadline', async () => {
    const [first, second] = await following(4_000)
    hang(second)
    const { status, headers } = await first.get('/api/patients')
    expect([status, headers['x-freshness']]).toEqual([200, 'standby; partitions=1; lag=9; behind-ms=90'])
  })

  test('two gone, of which one followed the other: 503', async () => {
    const [first, second, third] = await following()
    await Promise.all([second.api.close(), third.api.close()])
    expect(await first.get('/api/patients')).toMatchObject({ status: 503, body: { partitions: [1, 2] } })
    expect((await first.get('/ready?scope=all')).status).toBe(503)
    expect((await first.get('/ready')).status).toBe(200)
  })
})

test('what a peer finds is an answer, whoever else is away', async () => {
  const [first, , third] = await cluster()
  await third!.api.close()
  const inSecond = ids.find(id => partitionOf(id) === 1)!
  expect((await first!.get(`/api/patients/${inSecond}`)).status).toBe(200)
})

test('an instance that is not asked twice: its own endpoint is left out', async () => {
  const fake = await fakeApi()
  fake.instance.partitions = [0]
  fake.instance.peers = [{ endpoint: { host: '127.0.0.1', port: 1 }, active: [], standby: [] }]
  expect((await fake.get('/api/patients')).status).toBe(503)
})
