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

async function cluster() {
  const instances: FakeApi[] = []
  const endpoints: { host: string; port: number }[] = []
  for (const partition of [0, 1, 2]) {
    const fake = await fakeApi({ peerDeadlineMs: 300 })
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

  test('a peer that does not answer is waited for until the deadline, not longer', async () => {
    const [first, second] = await cluster()
    second!.instance.store = () => ({
      partitions: [1],
      get: () => new Promise(() => {}),
      page: () => new Promise(() => {}),
    })
    const began = performance.now()
    expect((await first!.get('/api/patients')).status).toBe(503)
    expect(performance.now() - began).toBeLessThan(1_500)
  })

  test('an unknown store and a broken question are refused', async () => {
    const { get } = (await cluster())[0]!
    expect((await get('/internal/stores/nope/rows?limit=5')).status).toBe(404)
    expect((await get('/internal/stores/patients/rows?limit=5&where=x')).status).toBe(400)
  })
})

test('an instance that is not asked twice: its own endpoint is left out', async () => {
  const fake = await fakeApi()
  fake.instance.partitions = [0]
  fake.instance.peers = [{ endpoint: { host: '127.0.0.1', port: 1 }, active: [], standby: [] }]
  expect((await fake.get('/api/patients')).status).toBe(503)
})
