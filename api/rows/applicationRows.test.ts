import { afterEach, describe, expect, test } from 'vitest'
import { type FakeApi, fakeApi } from '../test/fakeApi.ts'
import { endpointOf, FakeInstance } from '../test/fakeInstance.ts'
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
  for (const partition of [0, 1, 2]) {
    const fake = await fakeApi({ peerDeadlineMs })
    fake.instance.partitions = [partition]
    for (const id of ids) fake.instance.put('patients', id, patientRow(id))
    await fake.api.listen({ host: '127.0.0.1', port: 0 })
    open.push(fake.api)
    instances.push(fake)
  }
  tell(instances)
  return instances
}

/** Everybody knows who has what. */
function tell(instances: readonly FakeApi[]): void {
  const peers = instances.map(({ api, instance }) =>
    endpointOf(
      (api.server.address() as { port: number }).port,
      instance.partitions,
      Object.keys(instance.standbys).map(Number),
    ),
  )
  for (const { instance } of instances) instance.peers = peers
}

const partitionOf = (id: string) => new FakeInstance().partitionOf('patients', id)
const idIn = (partition: number) => ids.find(id => partitionOf(id) === partition)!
const noneIn = (partition: number) =>
  ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].find(id => partitionOf(id) === partition)!

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
    const [, { endpoint }] = first!.instance.peers as [unknown, { endpoint: { host: string; port: number } }]
    const instance = `${endpoint.host}:${endpoint.port}`
    const why = expect.stringContaining('ECONNREFUSED')
    expect(body).toMatchObject({
      type: '/docs#incomplete',
      detail: expect.stringMatching(
        /partition 1 now.* Asked: 1: this instance: does not have it; 1: .*ECONNREFUSED/,
      ),
      store: 'patients',
      partitions: [1],
      asked: expect.arrayContaining([
        { partition: 1, instance: null, said: 'without' },
        { partition: 1, instance, said: 'failed', why },
      ]),
    })
    // What the others have is an answer all the same, also that there is none.
    for (const partition of [0, 2]) {
      const id = idIn(partition)
      expect((await first!.get(`/api/patients/${id}`)).status).toBe(200)
      expect((await first!.get(`/api/patients/${noneIn(partition)}`)).status).toBe(404)
    }
    expect((await first!.get(`/api/patients/${noneIn(1)}`)).status).toBe(503)
  })

  test('what is of one médecin is asked of the one instance that has it', async () => {
    const [first, second] = await cluster()
    await second!.api.close()
    for (const id of ids)
      for (const path of [
        'agenda',
        'activite?periode=2026',
        'absences',
        'disponibilite?debut=2026-05-04T12:00:00Z',
      ]) {
        const { status } = await first!.get(`/api/medecins/${id}/${path}`)
        expect([id, path, status]).toEqual([id, path, partitionOf(id) === 1 ? 503 : 404])
      }
  })

  test('the same list with what there is, where that is asked for; a key is found or not, never left out', async () => {
    const [first, second] = await cluster()
    await second!.api.close()
    const { status, headers, body } = await first!.get('/api/patients?partial=true')
    expect([status, headers['x-missing']]).toEqual([200, 'patients=1'])
    const { items } = body as { items: { patientId: string }[] }
    expect(items.map(each => each.patientId)).toEqual(ids.filter(id => partitionOf(id) !== 1))
    expect((await first!.get(`/api/patients/${idIn(1)}?partial=true`)).status).toBe(503)
  })

  test('a key of which there is something older than asked for is a 412, with partial too', async () => {
    const [first, second, third] = await cluster()
    third!.instance.standbys = { 1: 9 }
    tell([first!, second!, third!])
    await second!.api.close()
    for (const partial of ['', '&partial=true'])
      expect((await first!.get(`/api/patients/${idIn(1)}?max-lag=8${partial}`)).status).toBe(412)
  })

  test('a peer that does not answer is not waited for beyond the deadline', async () => {
    const [first, second] = await cluster(300)
    hang(second!)
    expect((await first!.get('/api/patients')).status).toBe(503)
  })

  test('an unknown store and a broken question are refused', async () => {
    const { post } = (await cluster())[0]!
    for (const body of [
      {},
      { kind: 'count', store: 'nope', partitions: [0], standby: false },
      { kind: 'keys', store: 'patients', partitions: [0], standby: false, keys: [1] },
    ])
      expect((await post('/internal/queries', body)).status).toBe(400)
  })
})

/** Takes questions and never answers them. */
function hang({ api }: FakeApi): void {
  api.server.removeAllListeners('request')
  api.server.on('request', () => {})
}

describe('with standbys', () => {
  /** The second and the third follow each other; lags are 7 and 9 changes. */
  async function following(peerDeadlineMs?: number) {
    const instances = await cluster(peerDeadlineMs)
    const [, second, third] = instances
    second!.instance.standbys = { 2: 7 }
    third!.instance.standbys = { 1: 9 }
    tell(instances)
    return instances as [FakeApi, FakeApi, FakeApi]
  }
  const inSecond = idIn(1)

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
      const none = await get(`/api/patients/${noneIn(1)}`)
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

describe('what one caller reads', () => {
  test('is never older than what he has read, whichever instance he asks', async () => {
    const [first, second, third] = await cluster()
    const id = idIn(1)
    second!.instance.put('patients', id, patientRow(id, 'Alami'))
    const read = await first!.get(`/api/patients/${id}`)
    const position = read.headers['x-position'] as string
    const again = await third!.get(`/api/patients/${id}?min-position=${position}`)
    expect(again).toMatchObject({ status: 200, body: { nom: 'Alami' }, headers: { 'x-position': position } })
    // The third has not got so far when it stands in for the second.
    third!.instance.standbys = { 1: 1 }
    tell([first!, second!, third!])
    await second!.api.close()
    for (const { get } of [first!, third!]) {
      const refused = await get(`/api/patients/${id}?min-position=${position}`)
      expect(refused).toMatchObject({
        status: 412,
        headers: { 'retry-after': '1' },
        body: { type: '/docs#condition-not-met', store: 'patients', sources: [{ partition: 1, lag: 1 }] },
      })
      expect((await get(`/api/patients/${id}?wait=0.01&min-position=${position}`)).status).toBe(412)
      expect((await get(`/api/patients?min-position=${position}`)).status).toBe(412)
      const old = await get(`/api/patients/${id}`)
      expect(old).toMatchObject({ status: 200, body: { nom: null } })
    }
    const waiting = first!.get(`/api/patients/${id}?wait=20&min-position=${position}`)
    const listed = first!.get(`/api/patients?wait=20&min-position=${position}`)
    third!.instance.put('patients', id, patientRow(id, 'Alami'))
    expect(await waiting).toMatchObject({
      status: 200,
      headers: { 'x-wait': 'seen' },
      body: { nom: 'Alami' },
    })
    expect((await listed).status).toBe(200)
  })

  test('has one position, over all that he read', async () => {
    const [first] = await cluster()
    const one = (await first!.get(`/api/patients/${idIn(0)}`)).headers['x-position'] as string
    const two = await first!.get(`/api/patients/${idIn(1)}?min-position=${one}`)
    const both = two.headers['x-position'] as string
    expect(both).not.toBe(one)
    const none = await first!.get(`/api/patients/${noneIn(1)}?min-position=${both}`)
    expect([none.status, none.headers['x-position']]).toEqual([404, both])
  })

  test('is no older than he says, by changes or by time', async () => {
    const [first, , third] = await cluster()
    first!.instance.standbys = { 2: 7 }
    await third!.api.close()
    for (const lag of ['7', '70ms', '1s'])
      expect((await first!.get(`/api/patients?max-lag=${lag}`)).status).toBe(200)
    for (const lag of ['6', '69ms', '0s'])
      expect((await first!.get(`/api/patients?max-lag=${lag}`)).status).toBe(412)
  })

  test('is asked for in words that are known', async () => {
    const { get } = (await cluster())[0]!
    for (const asked of [
      'min-position=x',
      'min-position=1.AAAA',
      'max-lag=-1',
      'max-lag=1h',
      'partial=perhaps',
      'wait=-1',
    ])
      expect([asked, (await get(`/api/patients?${asked}`)).status]).toEqual([asked, 400])
  })
})

test('an instance that is not asked twice: its own endpoint is left out', async () => {
  const fake = await fakeApi()
  fake.instance.partitions = [0]
  fake.instance.peers = [{ endpoint: { host: '127.0.0.1', port: 1 }, active: [], standby: [] }]
  expect((await fake.get('/api/patients')).status).toBe(503)
})
