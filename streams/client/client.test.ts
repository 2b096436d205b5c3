import { expect, test, vi } from 'vitest'
import { connect, type FeedOptions } from './index.ts'
import { FakeFeed } from './test/fakeFeed.ts'
import { settled, VirtualTime } from './test/virtualTime.ts'

interface Views {
  readonly rendezvous: { readonly statut: string }
  readonly patients: { readonly nom: string }
}

const problem = (status: number) => ({ status, detail: `it is ${status}` })

async function fixture(options: Partial<FeedOptions> = {}) {
  const feed = new FakeFeed()
  const time = new VirtualTime()
  const errors: string[] = []
  const client = connect<Views>({
    url: ['ws://a/flux', 'ws://b/flux'],
    openSocket: feed.openSocket,
    time,
    random: () => 1,
    onError: error => errors.push(`${error.name}: ${error.message}`),
    ...options,
  })
  return { feed, time, errors, client }
}

/** With one table, live at token t1. */
async function liveFixture(options: Partial<FeedOptions> = {}) {
  const all = await fixture(options)
  const table = all.client.table('rendezvous', { where: { medecinId: 'M1' } })
  await settled()
  all.feed.last.open()
  all.feed.last.snapshot({ R1: { statut: 'pending' } }, 't1')
  expect(table.state).toBe('live')
  return { ...all, table }
}

test('a table is empty until its snapshot is whole, and told of once then', async () => {
  const { client, feed } = await fixture()
  const table = client.table('rendezvous', { where: { medecinId: 'M1' }, slow: 'conflate' })
  const told = vi.fn(() => [table.state, table.rows.size])
  table.subscribe(told)
  await settled()
  expect(table.state).toBe('connecting')
  feed.last.open()
  const { id } = feed.last
  expect(feed.last.sent).toEqual([
    { type: 'subscribe', id, view: 'rendezvous', where: { medecinId: 'M1' }, slow: 'conflate' },
  ])
  feed.last.say({ type: 'snapshot', id, reason: 'new' })
  feed.last.say({ type: 'rows', id, rows: [{ key: 'R1', value: { statut: 'pending' } }] })
  const at = '2026-05-04T12:00:00.000Z'
  const changes = [
    { key: 'R1', value: { statut: 'accepted' }, at },
    { key: 'R2', value: { statut: 'pending' }, at },
    { key: 'R2', value: null, at },
  ]
  feed.last.say({ type: 'changes', id, changes, token: null })
  expect(table.rows.size).toBe(0)
  feed.last.say({ type: 'live', id, token: 't1' })
  expect([...table.rows]).toEqual([['R1', { statut: 'accepted' }]])
  expect(told.mock.results.map(({ value }) => value)).toEqual([
    ['snapshot', 0],
    ['live', 1],
  ])
})

test('a batch of changes is applied whole, into another map', async () => {
  const { table, feed } = await liveFixture()
  const seen: string[] = []
  table.subscribe(() => seen.push([...table.rows.keys()].join()))
  const before = table.rows
  feed.last.changes({ R1: null, R2: { statut: 'a' }, R3: { statut: 'b' } }, 't2')
  expect(seen).toEqual(['R2,R3'])
  expect([...before.keys()]).toEqual(['R1'])
  expect(table.rows).not.toBe(before)
})

test('a connection that ends is made anew, elsewhere, and resumed; the rows stay', async () => {
  const { table, feed, time, errors } = await liveFixture()
  feed.last.changes({ R2: { statut: 'a' } }, 't2')
  feed.last.end()
  expect(table.state).toBe('stale')
  expect(table.rows.size).toBe(2)
  await time.advance(249)
  expect(feed.sockets).toHaveLength(1)
  await time.advance(1)
  expect(feed.last.url).toBe('ws://b/flux')
  feed.last.open()
  expect(feed.last.subscribed.at(-1)).toMatchObject({ view: 'rendezvous', resume: 't2' })
  feed.last.say({ type: 'live', id: feed.last.id, token: 't2' })
  expect(table.state).toBe('live')
  expect(table.rows.size).toBe(2)
  expect(errors).toEqual([
    'FeedDisconnected: The connection to ws://a/flux ended: code 1006. Trying again in 250 ms.',
  ])
})

test('a fresh snapshot takes the place of the old rows when it is whole, not before', async () => {
  const { table, feed } = await liveFixture()
  const seen: unknown[] = []
  table.subscribe(() => seen.push([table.state, [...table.rows.keys()].join()]))
  feed.last.snapshot({ R8: { statut: 'x' }, R9: { statut: 'y' } }, 't9', 'topic-recreated')
  expect(seen).toEqual([
    ['stale', 'R1'],
    ['live', 'R8,R9'],
  ])
})

test('who is cut off amid a snapshot starts anew', async () => {
  const { table, feed, time } = await liveFixture()
  const { id } = feed.last
  feed.last.say({ type: 'snapshot', id, reason: 'expired' })
  feed.last.say({ type: 'rows', id, rows: [{ key: 'R7', value: { statut: 'x' } }] })
  feed.last.end()
  await time.advance(250)
  feed.last.open()
  expect(feed.last.subscribed.at(-1)).not.toHaveProperty('resume')
  expect([...table.rows.keys()]).toEqual(['R1'])
  feed.last.snapshot({ R8: { statut: 'x' } }, 't3')
  expect([...table.rows.keys()]).toEqual(['R8'])
})

test('waits grow with failures in a row, to a limit; one that held for long is no failure in a row', async () => {
  const { feed, time, errors } = await liveFixture({ retry: { minMs: 100, maxMs: 500 } })
  const waits = () => errors.splice(0).map(error => /in (\d+) ms/.exec(error)![1])
  for (let i = 0; i < 5; i++) {
    feed.last.end()
    await time.advance(500)
  }
  expect(waits()).toEqual(['100', '200', '400', '500', '500'])
  feed.last.open()
  await time.advance(500)
  feed.last.end()
  expect(waits()).toEqual(['100'])
})

test('a silent connection is given up; one that has heartbeats is not', async () => {
  const { table, feed, time } = await liveFixture({ silenceMs: 1000 })
  for (let i = 0; i < 5; i++) {
    await time.advance(900)
    feed.last.say({ type: 'heartbeat', at: '', tokens: { [feed.last.id]: `t${i + 2}`, other: 'x' } })
  }
  expect(table.state).toBe('live')
  await time.advance(1000)
  expect(table.state).toBe('stale')
  expect(feed.sockets[0]!.isClosed).toBe(true)
  await time.advance(250)
  feed.last.open()
  expect(feed.last.subscribed.at(-1)).toMatchObject({ resume: 't6' }) // a heartbeat's
})

test('a connection that does not open is given up, and what it says later is not heard', async () => {
  const { client, feed, time } = await fixture({ connectMs: 1000 })
  const table = client.table('rendezvous')
  await time.advance(1000)
  await time.advance(250)
  expect(feed.sockets.map(({ url }) => url)).toEqual(['ws://a/flux', 'ws://b/flux'])
  feed.sockets[0]!.open()
  feed.sockets[0]!.end()
  expect(feed.sockets[0]!.sent).toEqual([])
  feed.last.open()
  feed.last.snapshot({}, 't1')
  expect(table.state).toBe('live')
})

test('subscriptions share a connection, which ends with the last of them and begins with the next', async () => {
  const { client, feed, table, time } = await liveFixture()
  const patients = client.table('patients')
  const patientsId = feed.last.id
  feed.last.snapshot({ P1: { nom: 'Roy' } }, 'p1')
  expect(table.rows.has('P1')).toBe(false)
  expect(patients.rows.get('P1')?.nom).toBe('Roy')
  patients.close()
  expect(patients.state).toBe('closed')
  expect(feed.last.sent.at(-1)).toEqual({ type: 'unsubscribe', id: patientsId })
  feed.last.say({ type: 'closed', id: patientsId, token: 'p1', reason: 'unsubscribed' })
  expect(feed.last.isClosed).toBe(false)
  table.close()
  expect(feed.last.isClosed).toBe(true)
  expect(time.timers).toBe(0)
  client.table('patients')
  await settled()
  expect(feed.sockets).toHaveLength(2)
})

test('one that the server ends is resumed after a while, on the same connection', async () => {
  const { table, feed, time } = await liveFixture()
  const { id } = feed.last
  feed.last.say({ type: 'closed', id, token: 't5', reason: 'slow' })
  expect(table.state).toBe('stale')
  await time.advance(250)
  expect(feed.sockets).toHaveLength(1)
  expect(feed.last.subscribed.at(-1)).toMatchObject({ resume: 't5' })
  feed.last.say({ type: 'live', id, token: 'not mine any more' })
  expect(table.state).toBe('stale')
  feed.last.say({ type: 'live', id: feed.last.id, token: 't5' })
  expect(table.state).toBe('live')
})

test('a server that cannot now is asked again; one that refuses is not', async () => {
  const { client, feed, table, time, errors } = await liveFixture()
  feed.last.say({ type: 'error', id: feed.last.id, problem: problem(503) })
  expect(table.state).toBe('stale')
  await time.advance(250)
  expect(feed.last.subscribed).toHaveLength(2)
  feed.last.say({ type: 'error', id: feed.last.id, problem: problem(403) })
  expect(table.state).toBe('closed')
  expect(table.rows.size).toBe(1)
  expect(table.refused).toMatchObject({
    message: 'The feed refuses rendezvous: it is 403',
    problem: { status: 403 },
  })
  expect(feed.last.isClosed).toBe(true)
  await time.advance(60_000)
  expect(feed.sockets).toHaveLength(1)
  const events = client.events(['facture.paid'])
  await settled()
  feed.last.open()
  feed.last.say({ type: 'error', id: feed.last.id, problem: problem(400) })
  await expect(collect(events)).rejects.toThrow('The feed refuses facture.paid: it is 400')
  expect(errors).toEqual([])
})

test('listeners that throw disturb nobody', async () => {
  const { table, feed, errors } = await liveFixture()
  const told = vi.fn()
  table.subscribe(() => {
    throw new Error('a listener')
  })
  table.subscribe(told)
  feed.last.changes({ R2: { statut: 'a' } }, 't2')
  expect(told).toHaveBeenCalledOnce()
  expect(errors).toEqual(['Error: a listener'])
})

test('an onError that throws disturbs nobody', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const onError = () => {
    throw new Error('the reporter')
  }
  const { table, feed, time } = await liveFixture({ onError })
  feed.last.end()
  await time.advance(250)
  expect(feed.sockets).toHaveLength(2)
  expect(table.state).toBe('stale')
  expect(said).toHaveBeenCalledOnce()
  said.mockRestore()
})

test('what is no message ends the connection', async () => {
  const { feed, table, errors, time } = await liveFixture()
  for (const text of ['{', 'null', '[]']) {
    feed.last.sayText(text)
    expect(table.state).toBe('stale')
    expect(errors.pop()).toContain('it sent what is no message')
    await time.advance(10_000)
    feed.last.open()
  }
  feed.last.sayText('{"type":"one of a later version","id":"1"}')
  feed.last.sayText('{"type":"error","problem":{"status":400,"detail":"unreadable"}}')
  expect(errors).toEqual(['FeedRefused: The feed refuses a message: unreadable'])
  expect(feed.last.isClosed).toBe(false)
})

test('the token is asked for before each connection; without one the next is tried', async () => {
  const tokens = ['first', new Error('no token today'), 'third']
  const { client, feed, time, errors } = await fixture({
    token: async () => {
      const token = tokens.shift()
      if (token instanceof Error) throw token
      return token!
    },
  })
  client.table('rendezvous')
  await settled()
  expect(feed.last.token).toBe('first')
  feed.last.end()
  await time.advance(250)
  expect(errors.at(-1)).toContain('no token today')
  await time.advance(500)
  expect(feed.sockets.map(({ token }) => token)).toEqual(['first', 'third'])
})

test('a table that is closed by its own listener is told nothing more', async () => {
  const { table, feed } = await liveFixture()
  const told = vi.fn(() => table.close())
  table.subscribe(told)
  feed.last.changes({ R2: { statut: 'a' } }, 't2')
  expect(told).toHaveBeenCalledTimes(2) // the change, and that it is closed
  expect(table.state).toBe('closed')
})

test('closing the client closes all', async () => {
  const { client, table, feed, time } = await liveFixture()
  const events = client.events(['facture.paid'])
  const read = collect(events)
  client.close()
  expect(table.state).toBe('closed')
  expect(await read).toEqual([])
  expect(feed.last.isClosed).toBe(true)
  expect(time.timers).toBe(0)
  expect(client.table('patients').state).toBe('closed')
})

test('a stream that waits for its reader ends with its client', async () => {
  const { client, feed } = await fixture()
  const events = client.events(['a'], { buffer: 1 })
  await settled()
  feed.last.open()
  feed.last.say({ type: 'events', id: feed.last.id, events: [1, 2], token: 't1' })
  client.close()
  expect(await collect(events)).toEqual([1, 2])
  expect(feed.sockets).toHaveLength(1)
})

test('subscribe tells each change', async () => {
  const { client, feed } = await fixture()
  const told: unknown[] = []
  const subscription = client.subscribe(
    { view: 'patients' },
    {
      onRows: (rows, reason) =>
        told.push([reason, ...rows.values()].map(row => (row as { nom?: string }).nom ?? row)),
      onChanges: changes => told.push(changes.map(({ key, value }) => `${key} ${value?.nom}`)),
      onState: state => told.push(state),
    },
  )
  await settled()
  feed.last.open()
  feed.last.snapshot({ P1: { nom: 'Roy' } }, 't1')
  feed.last.changes({ P1: null, P2: { nom: 'Gil' } }, 't2')
  expect(subscription.token).toBe('t2')
  subscription.close()
  expect(told).toEqual(['snapshot', ['new', 'Roy'], 'live', ['P1 undefined', 'P2 Gil'], 'closed'])
})

test('events come in their order, each once, and the token follows the reader', async () => {
  const { client, feed, time } = await fixture()
  const events = client.events<number>(['facture.paid'], { resume: 't0', where: { patientId: 'P1' } })
  expect(events.token).toBe('t0')
  const read: number[] = []
  const reading = (async () => {
    for await (const event of events) {
      read.push(event)
      if (event === 4) break
    }
  })()
  await settled()
  feed.last.open()
  expect(feed.last.subscribed).toMatchObject([
    { topics: ['facture.paid'], where: { patientId: 'P1' }, resume: 't0' },
  ])
  feed.last.say({ type: 'live', id: feed.last.id, token: 't0' })
  feed.last.say({ type: 'events', id: feed.last.id, events: [1, 2], token: 't1' })
  expect(events.token).toBe('t0')
  await settled()
  expect(events.token).toBe('t1')
  feed.last.say({ type: 'heartbeat', at: '', tokens: { [feed.last.id]: 't2' } })
  expect(events.token).toBe('t2')
  feed.last.end()
  await time.advance(250)
  feed.last.open()
  expect(feed.last.subscribed).toMatchObject([{ resume: 't2' }])
  feed.last.say({ type: 'live', id: feed.last.id, token: 't2' })
  feed.last.say({ type: 'events', id: feed.last.id, events: [3, 4, 5], token: 't3' })
  await reading
  expect(read).toEqual([1, 2, 3, 4])
  expect(events.token).toBe('t2') // 5 was not read
  expect(feed.last.isClosed).toBe(true)
})

test('a reader that does not keep up holds a bounded number of events, and misses none', async () => {
  const { client, feed } = await fixture()
  const events = client.events<number>(['a'], { buffer: 3 })
  const other = client.table('patients')
  await settled()
  feed.last.open()
  const [{ id } = { id: '' }] = feed.last.subscribed
  feed.last.say({ type: 'live', id, token: 't0' })
  feed.last.say({ type: 'events', id, events: [1, 2], token: 't1' })
  feed.last.say({ type: 'events', id, events: [3, 4], token: 't2' })
  expect(feed.last.sent.at(-1)).toEqual({ type: 'unsubscribe', id })
  feed.last.say({ type: 'events', id, events: [5], token: 't3' }) // was on its way
  const read: number[] = []
  const reading = (async () => {
    for await (const event of events) read.push(event)
  })()
  await settled()
  expect(read).toEqual([1, 2, 3, 4])
  expect(feed.last.subscribed.at(-1)).toMatchObject({ topics: ['a'], resume: 't2' })
  feed.last.say({ type: 'live', id: feed.last.id, token: 't2' })
  feed.last.say({ type: 'events', id: feed.last.id, events: [5], token: 't3' })
  await settled()
  events.close()
  await reading
  expect(read).toEqual([1, 2, 3, 4, 5])
  expect(other.state).toBe('connecting')
})

test('a gap is told of where it is', async () => {
  const { client, feed, errors } = await fixture()
  const told: unknown[] = []
  const events = client.events<number>(['a'], { onGap: reason => told.push(reason) })
  const others = client.events(['b', 'c'])
  await settled()
  feed.last.open()
  const [a, bc] = feed.last.subscribed.map(({ id }) => id)
  for (const id of [a!, bc!]) {
    feed.last.say({ type: 'snapshot', id, reason: 'new' })
    feed.last.say({ type: 'live', id, token: 't0' })
    feed.last.say({ type: 'events', id, events: [1, 2], token: 't1' })
    feed.last.say({ type: 'snapshot', id, reason: 'expired' })
    feed.last.say({ type: 'live', id, token: 't7' })
    feed.last.say({ type: 'events', id, events: [8], token: 't8' })
  }
  expect(told).toEqual([])
  expect(events.token).toBe('t0')
  for await (const event of events) {
    told.push(event)
    if (event === 2) expect(events.token).toBe('t0')
    if (event === 8) break
  }
  expect(told).toEqual([1, 2, 'expired', 8])
  for await (const event of others) if (event === 8) break
  expect(errors).toEqual([
    'FeedGap: Events of b, c may be missing: the feed could not go on where it was (expired).',
  ])
})

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

test('a sample is told with how many were left out, and is asked for again without a token', async () => {
  const { client, feed, time } = await fixture()
  const told: unknown[] = []
  const sample = client.sample<{ readonly n: number }>(
    ['facture.paid'],
    { perSecond: 50, where: { patientId: 'P1' } },
    { onEvents: (events, skipped) => told.push([events.map(({ n }) => n), skipped]) },
  )
  client.subscribe({ view: 'patients', rows: false }, {})
  await settled()
  feed.last.open()
  const wish = { type: 'subscribe', topics: ['facture.paid'], where: { patientId: 'P1' }, sample: 50 }
  const [first, second] = feed.last.sent as { id: string }[]
  expect(first).toEqual({ ...wish, id: first!.id })
  expect(second).toEqual({ type: 'subscribe', id: second!.id, view: 'patients', rows: false })
  feed.last.say({ type: 'live', id: first!.id, token: null })
  const events = { type: 'events', id: first!.id, token: null } as const
  feed.last.say({ ...events, events: [{ n: 1 }, { n: 2 }], skipped: { 'facture.paid': 7 } })
  expect([sample.state, sample.token, told]).toEqual(['live', null, [[[1, 2], { 'facture.paid': 7 }]]])
  feed.last.end()
  await time.advance(10_000)
  feed.last.open()
  expect(feed.last.sent[0]).toMatchObject(wish)
  sample.close()
  expect(sample.state).toBe('closed')
})
