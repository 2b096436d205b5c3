import { describe, expect, test } from 'vitest'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import type { Feed } from './feed.ts'
import { FeedRefused } from './feedRefused.ts'
import { Client } from './test/client.ts'
import { FeedCluster, type Item } from './test/feedCluster.ts'
import { readToken, writeToken } from './token.ts'

const changelog = 'simulated-items-changelog'

async function begun(seed: number, instances = ['a'], standbys = 0): Promise<FeedCluster> {
  const all = new FeedCluster(seed, standbys)
  for (const name of instances) all.cluster.start(name)
  for (let n = 0; n < 6; n++) all.put(`k${n}`, { owner: n % 2 === 0 ? 'even' : 'odd', n })
  await all.cluster.quiet()
  return all
}

async function close({ cluster }: FeedCluster, feed: Feed): Promise<void> {
  let isClosed = false
  void feed.close().then(() => {
    isClosed = true
  })
  await cluster.until(() => isClosed, 5_000)
}

/** Where the changelog ends now. */
const endOf = ({ cluster }: FeedCluster) =>
  [0, 1].map(partition => cluster.kafka.committed(changelog, partition).lastStableOffset)

const changesSince = ({ cluster }: FeedCluster, end: readonly number[]) =>
  cluster
    .read(changelog, text, json<Item>())
    .filter(({ partition, offset }) => offset >= end[partition]!)
    .map(({ key, value }) => ({ key: key!, value }))

function byKey(changes: readonly { key: string; value: unknown }[]) {
  const keys = [...new Set(changes.map(({ key }) => key))].sort()
  return Object.fromEntries(
    keys.map(key => [key, changes.filter(each => each.key === key).map(({ value }) => value)]),
  )
}

const fitting = (rows: ReadonlyMap<string, Item>, owner: string) =>
  new Map([...rows].filter(([, row]) => row.owner === owner))

describe('a view', () => {
  test('is told whole, then every change that is committed, in its order', async () => {
    const all = await begun(1)
    const { cluster } = all
    const { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await cluster.until(() => client.token !== null, 10_000)
    expect(client.told[0]).toEqual({ type: 'snapshot', id: 's', reason: 'new' })
    expect(client.table).toEqual(await all.rows())

    const before = endOf(all)
    for (let n = 10; n < 40; n++) {
      all.put(`k${n % 3}`, { owner: 'x', n })
      await cluster.advance(50)
    }
    all.put('k5', null)
    await cluster.quiet()
    expect(client.table).toEqual(await all.rows())
    expect(client.table.has('k5')).toBe(false)
    expect(byKey(client.changes)).toEqual(byKey(changesSince(all, before)))
    expect(client.changes.length).toBeGreaterThan(15)

    await close(all, feed)
    expect(client.told.at(-1)).toEqual({ type: 'closed', id: 's', token: client.token, reason: 'stopping' })
  })

  test('goes on at another instance after its own has died, over a crash and a rebalance: nothing is missing, nothing comes twice', async () => {
    const all = await begun(2, ['a', 'b'])
    const { cluster } = all
    const client = new Client()
    let { feed, crash } = all.feed()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await cluster.until(() => client.token !== null, 10_000)
    const snapshots = client.typesTold().filter(type => type === 'snapshot').length
    const before = endOf(all)
    for (let n = 100; n < 160; n++) {
      all.put(`k${n % 6}`, { owner: 'x', n })
      if (n % 10 === 0) {
        crash()
        client.told.length = 0
        ;({ feed, crash } = all.feed())
        feed.subscribe({ id: 's', view: 'items', resume: client.token! }, client)
      }
      if (n === 120) cluster.crash('a')
      if (n === 140) cluster.start('a')
      await cluster.advance(300)
    }
    await cluster.quiet()
    expect(snapshots).toBe(1)
    expect(client.typesTold()).not.toContain('snapshot')
    expect(client.table).toEqual(await all.rows())
    expect(client.changes.length).toBeGreaterThan(40)
    expect(byKey(client.changes)).toEqual(byKey(changesSince(all, before)))
  })

  test('a snapshot is read from a standby while nobody runs the partition, and waits where there is none', async () => {
    const all = await begun(3, ['a', 'b'], 1)
    const { cluster } = all
    cluster.crash('a')
    const { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await cluster.until(() => client.token !== null, 2_000)
    expect(client.table.size).toBe(6)
    await cluster.quiet()

    cluster.crash('b')
    const other = new Client()
    feed.subscribe({ id: 's', view: 'items' }, other)
    await cluster.advance(5_000)
    expect(other.typesTold()).toEqual(['snapshot'])
    cluster.start('b')
    await cluster.until(() => other.token !== null, 30_000)
    expect(other.table).toEqual(await all.rows())
  })

  test('fails when nobody has its rows for too long', async () => {
    const all = await begun(4)
    all.cluster.crash('a')
    const { feed } = all.feed({ patienceMs: 3_000 })
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await all.cluster.until(() => client.closed !== null, 10_000)
    expect(client.told.at(-1)).toEqual({ type: 'closed', id: 's', token: null, reason: 'failed' })
    expect(feed.status()).toMatchObject({ failed: 1, subscriptions: 0 })
  })
})

describe('rows of a store whose changelog was cut off', () => {
  const cutAtTheEnd = ({ cluster }: FeedCluster) => {
    for (const [partition, end] of endOf({ cluster } as FeedCluster).entries())
      cluster.kafka.truncateBefore(changelog, partition, end)
  }
  const snapshotsTold = (client: Client) => client.typesTold().filter(type => type === 'snapshot').length

  // The position of its last commit is before the marker; the log begins after it, until the next commit.
  test('at its end, where nothing but a marker lies between: are whole, told once, and followed', async () => {
    const all = await begun(20)
    cutAtTheEnd(all)
    const { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await all.cluster.until(() => client.token !== null, 10_000)
    await all.cluster.advance(10_000)
    expect(client.typesTold().filter(type => type !== 'rows')).toEqual(['snapshot', 'live'])
    for (let n = 10; n < 16; n++) all.put(`k${n % 6}`, { owner: 'x', n })
    await all.cluster.quiet()
    await all.cluster.advance(1_000)
    expect(snapshotsTold(client)).toBe(1)
    expect(client.table).toEqual(await all.rows())
  })

  test('after what a copy has: the copy is not shown, others are asked until one has what can be followed', async () => {
    const all = await begun(21)
    const { cluster } = all
    const stale = {
      position: 0,
      role: 'standby',
      rows: [['k0', { owner: 'stale', n: 0 }]],
      next: null,
    } as const
    let asked = 0
    const { feed } = all.feed({
      snapshots: {
        page: async (...query) => (++asked <= 5 ? stale : all.snapshots.page(...query)),
      },
    })
    for (let n = 10; n < 16; n++) all.put(`k${n % 6}`, { owner: 'x', n })
    await cluster.quiet()
    cutAtTheEnd(all)
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await cluster.until(() => client.token !== null, 20_000)
    await cluster.advance(2_000)
    expect(JSON.stringify(client.told)).not.toContain('stale')
    expect(snapshotsTold(client)).toBe(1)
    expect(client.table).toEqual(await all.rows())
  })

  test('and nobody else has them: fails, and says why', async () => {
    const all = await begun(22)
    cutAtTheEnd(all)
    const { feed } = all.feed({
      patienceMs: 3_000,
      snapshots: { page: async () => ({ position: 0, role: 'standby', rows: [], next: null }) },
    })
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items' }, client)
    await all.cluster.until(() => client.closed !== null, 10_000)
    expect(client.typesTold()).toEqual(['snapshot', 'closed'])
    expect(client.closed).toBe('failed')
  })
})

describe('a resume', () => {
  async function tokenOf(all: FeedCluster, where?: Record<string, string>) {
    const { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items', ...(where && { where }) }, client)
    await all.cluster.until(() => client.token !== null, 10_000)
    await close(all, feed)
    return client.token!
  }

  async function resumed(all: FeedCluster, resume: string, where?: Record<string, string>) {
    const { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items', resume, ...(where && { where }) }, client)
    await all.cluster.until(() => client.token !== null, 20_000)
    return client
  }

  test.each([
    ['expired', async (all: FeedCluster) => all.cluster.advance(3_600_001)],
    ['topic-recreated', async (all: FeedCluster) => all.cluster.kafka.recreateTopic(changelog)],
    [
      'out-of-log',
      async (all: FeedCluster) => {
        for (let n = 0; n < 20; n++) all.put(`k${n % 6}`, { owner: 'y', n })
        await all.cluster.quiet()
        for (const partition of [0, 1]) {
          const { lastStableOffset } = all.cluster.kafka.committed(changelog, partition)
          all.cluster.kafka.truncateBefore(changelog, partition, lastStableOffset)
        }
      },
    ],
  ] as const)('that cannot go on there begins with a snapshot that says why: %s', async (reason, happen) => {
    const all = await begun(5)
    const token = await tokenOf(all)
    await happen(all)
    const client = await resumed(all, token)
    expect(client.told[0]).toMatchObject({ type: 'snapshot', reason })
    expect(client.table.size).toBe(6)
  })

  test('under another filter begins with a snapshot', async () => {
    const all = await begun(6)
    const token = await tokenOf(all, { owner: 'even' })
    const client = await resumed(all, token, { owner: 'odd' })
    expect(client.told[0]).toMatchObject({ type: 'snapshot', reason: 'filter' })
    expect(client.table).toEqual(fitting(await all.rows(), 'odd'))
  })

  test('within the window needs none, long after the tail has gone', async () => {
    const all = await begun(7)
    const token = await tokenOf(all)
    const before = endOf(all)
    for (let n = 0; n < 20; n++) {
      all.put(`k${n % 6}`, { owner: 'y', n })
      await all.cluster.advance(60_000)
    }
    const client = await resumed(all, token)
    await all.cluster.quiet()
    expect(client.typesTold()[0]).toBe('live')
    expect(byKey(client.changes)).toEqual(byKey(changesSince(all, before)))
    expect(client.changes).toHaveLength(20)
  })

  test('with a token of another generation begins anew', async () => {
    const all = await begun(12)
    const { applicationId, topicIds, positions, ...token } = readToken(await tokenOf(all))!
    const other = `${applicationId}.g7`
    const rename = <T>(of: ReadonlyMap<string, T>) =>
      new Map([...of].map(([topic, value]) => [topic.replace(applicationId, other), value]))
    const text = writeToken({
      ...token,
      applicationId: other,
      topicIds: rename(topicIds),
      positions: rename(positions),
    })
    const client = await resumed(all, text)
    expect(client.told[0]).toMatchObject({ type: 'snapshot', reason: 'generation' })
    expect(client.table).toEqual(await all.rows())
  })

  test('with a token of something else, or with none at all, is refused', async () => {
    const all = await begun(8)
    const token = await tokenOf(all)
    const { feed } = all.feed()
    const refused = (resume: string, of: object = { view: 'items' }) => {
      const subscribe = () => feed.subscribe({ id: 's', resume, ...of }, new Client())
      expect(subscribe).toThrow(FeedRefused)
    }
    refused(token, { topics: ['output'] })
    refused(writeToken({ ...readToken(token)!, applicationId: 'other' }))
    for (const text of [
      '',
      'x',
      token.slice(1),
      `${token.slice(0, 20)}?`,
      'W10',
      Buffer.from('[1,2]').toString('base64url'),
    ])
      refused(text)
    refused(writeToken({ ...readToken(token)!, positions: new Map([[changelog, [-1, 0]]]) }))
    expect(feed.status().subscriptions).toBe(0)
  })
})

describe('a filter', () => {
  test('tells a row that ceases to fit as gone, and nothing of the others; also after a resume', async () => {
    const all = await begun(9)
    const { cluster } = all
    let { feed } = all.feed()
    const client = new Client()
    const of = { id: 's', view: 'items', where: { owner: 'even' } }
    feed.subscribe(of, client)
    await cluster.until(() => client.token !== null, 10_000)
    expect([...client.table.keys()].sort()).toEqual(['k0', 'k2', 'k4'])

    all.put('k0', { owner: 'odd', n: 100 })
    all.put('k1', { owner: 'odd', n: 101 })
    all.put('k3', { owner: 'even', n: 103 })
    await cluster.quiet()
    expect(byKey(client.changes)).toEqual({ k0: [null], k3: [{ owner: 'even', n: 103 }] })

    await close(all, feed)
    all.put('k2', { owner: 'odd', n: 102 })
    all.put('k5', { owner: 'odd', n: 105 })
    all.put('k4', null)
    await cluster.quiet()
    ;({ feed } = all.feed())
    feed.subscribe({ ...of, resume: client.token! }, client)
    await cluster.quiet()
    expect(client.typesTold().filter(type => type === 'snapshot')).toHaveLength(1)
    expect(client.table).toEqual(fitting(await all.rows(), 'even'))
    expect(byKey(client.changes)).toMatchObject({ k2: [null], k4: [null] })
    expect(client.changes.filter(({ key }) => key === 'k5' || key === 'k1')).toEqual([])
  })

  test('by what the key tells needs not know what was sent, and tells of its own deletion', async () => {
    const all = await begun(10)
    const { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items', where: { key: 'k1' } }, client)
    await all.cluster.until(() => client.token !== null, 10_000)
    expect([...client.table.keys()]).toEqual(['k1'])
    expect(readToken(client.token!)).not.toHaveProperty('held')
    all.put('k1', null)
    all.put('k2', null)
    await all.cluster.quiet()
    expect(client.changes).toEqual([{ key: 'k1', value: null }])
  })

  test('of more rows than a token names is resumed with a snapshot', async () => {
    const all = await begun(11)
    for (let n = 0; n < 300; n++) all.put(`many${n}`, { owner: 'many', n })
    await all.cluster.quiet()
    const { feed } = all.feed()
    const of = { id: 's', view: 'items', where: { owner: 'many' } }
    const client = new Client()
    const first = feed.subscribe(of, client)
    await all.cluster.until(() => client.token !== null, 10_000)
    first.close('unsubscribed')
    const again = new Client()
    feed.subscribe({ ...of, resume: client.token! }, again)
    await all.cluster.until(() => again.token !== null, 10_000)
    expect(again.told[0]).toMatchObject({ type: 'snapshot', reason: 'filter' })
    expect(again.table.size).toBe(300)
  })

  test('by a field that there is not is refused', async () => {
    const all = await begun(12)
    const { feed } = all.feed()
    expect(() => feed.subscribe({ id: 's', view: 'items', where: { nom: 'x' } }, new Client())).toThrow(
      /has no field "nom"/,
    )
    expect(() => feed.subscribe({ id: 's', view: 'none' }, new Client())).toThrow(/There are: items/)
    expect(() => feed.subscribe({ id: 's', topics: ['input'] }, new Client())).toThrow(/There are: output/)
    expect(() => feed.subscribe({ id: 's' }, new Client())).toThrow(FeedRefused)
  })
})

describe('topics', () => {
  test('are told from now on, or from the token on: every event once', async () => {
    const all = await begun(13)
    const { cluster } = all
    let { feed } = all.feed()
    const client = new Client()
    feed.subscribe({ id: 's', topics: ['output'] }, client)
    await cluster.until(() => client.token !== null, 10_000)
    expect(client.typesTold()).toEqual(['snapshot', 'live'])
    for (let n = 0; n < 10; n++) all.put(`k${n}`, { owner: 'x', n })
    await cluster.quiet()
    await close(all, feed)
    for (let n = 10; n < 20; n++) all.put(`k${n}`, { owner: n % 2 === 0 ? 'x' : 'y', n })
    await cluster.quiet()
    ;({ feed } = all.feed())
    feed.subscribe({ id: 's', topics: ['output'], resume: client.token! }, client)
    await cluster.quiet()
    const written = cluster.read('output', text, json<Item>()).length
    expect(client.events).toHaveLength(written - 6)
    expect(new Set(client.events.map(({ partition, offset }) => `${partition}@${offset}`)).size).toBe(
      written - 6,
    )
    expect(client.events[0]).toMatchObject({ topic: 'output', key: expect.any(String), item: { owner: 'x' } })

    const narrowed = new Client()
    feed.subscribe({ id: 's', topics: ['output'], where: { owner: 'y' } }, narrowed)
    await cluster.until(() => narrowed.token !== null, 10_000)
    for (let n = 0; n < 6; n++) all.put(`k${n}`, { owner: n < 2 ? 'y' : 'z', n })
    await cluster.quiet()
    expect(narrowed.events).toHaveLength(2)
  })
})

describe('a sample of topics', () => {
  const skippedOf = (client: Client) =>
    client.told.reduce((sum, { skipped }) => sum + (skipped?.output ?? 0), 0)

  test('is all there is while that is little, and has no token', async () => {
    const all = await begun(31)
    const { feed } = all.feed()
    const client = new Client()
    const subscription = feed.subscribe({ id: 's', topics: ['output'], sample: 100 }, client)
    await all.cluster.until(() => subscription.isLive, 10_000)
    for (let n = 0; n < 10; n++) all.put(`k${n}`, { owner: 'x', n })
    await all.cluster.quiet()
    await all.cluster.advance(1_000)
    expect(client.typesTold().slice(0, 2)).toEqual(['snapshot', 'live'])
    expect(client.events.map(event => (event as unknown as { item: Item }).item.n).sort()).toEqual([
      ...Array(10).keys(),
    ])
    expect([client.token, subscription.token, skippedOf(client)]).toEqual([null, null, 0])
    await close(all, feed)
    expect(client.told.at(-1)).toEqual({ type: 'closed', id: 's', token: null, reason: 'stopping' })
  })

  test('is the newest where there is more, with how many others there were', async () => {
    const all = await begun(32)
    const { feed } = all.feed()
    const client = new Client()
    const subscription = feed.subscribe({ id: 's', topics: ['output'], sample: 4 }, client)
    await all.cluster.until(() => subscription.isLive, 10_000)
    const end = [0, 1].map(partition => all.cluster.kafka.committed('output', partition).lastStableOffset)
    for (let n = 0; n < 200; n++) all.put(`k${n % 20}`, { owner: 'x', n })
    await all.cluster.quiet()
    await all.cluster.advance(3_000)
    const now = [0, 1].map(partition => all.cluster.kafka.committed('output', partition).lastStableOffset)
    expect(client.events.length).toBeLessThan(40)
    // Of both partitions the last; what is behind it is the marker of its transaction.
    for (const partition of [0, 1])
      expect(Math.max(...client.events.filter(e => e.partition === partition).map(e => e.offset))).toBe(
        now[partition]! - 2,
      )
    const passed = now[0]! - end[0]! + now[1]! - end[1]!
    expect(skippedOf(client) + client.events.length).toBeLessThanOrEqual(passed)
    expect(skippedOf(client)).toBeGreaterThan(150)
  })

  test('is skipped for a client that does not read, narrowed by fields, and of no view', async () => {
    const all = await begun(33)
    const { feed } = all.feed({ clientBytes: 0 })
    const [slow, narrowed] = [new Client(), new Client()]
    const subscription = feed.subscribe({ id: 's', topics: ['output'], sample: 100 }, slow)
    feed.subscribe({ id: 'n', topics: ['output'], sample: 100, where: { owner: 'y' } }, narrowed)
    await all.cluster.until(() => subscription.isLive, 10_000)
    slow.isReading = false
    slow.queued = 1
    for (let n = 0; n < 10; n++) all.put(`k${n}`, { owner: n < 3 ? 'y' : 'x', n })
    await all.cluster.quiet()
    await all.cluster.advance(2_000)
    expect([slow.events.length, narrowed.events.length]).toEqual([0, 3])
    expect(skippedOf(slow)).toBeGreaterThanOrEqual(10)
    subscription.close('unsubscribed')
    expect([slow.closed, feed.status().subscriptions]).toEqual(['unsubscribed', 1])
    expect(() => feed.subscribe({ id: 'v', view: 'items', sample: 1 }, new Client())).toThrow('no sample')
  })
})

test('changes of a view without its rows begin now, and are resumed as any', async () => {
  const all = await begun(34)
  const { feed } = all.feed()
  const client = new Client()
  feed.subscribe({ id: 's', view: 'items', rows: false }, client)
  await all.cluster.until(() => client.token !== null, 10_000)
  expect(client.typesTold()).toEqual(['live'])
  all.put('k1', { owner: 'x', n: 7 })
  await all.cluster.quiet()
  expect(client.table).toEqual(new Map([['k1', { owner: 'x', n: 7 }]]))
  const later = new Client()
  all.put('k2', { owner: 'x', n: 8 })
  await all.cluster.quiet()
  feed.subscribe({ id: 's', view: 'items', rows: false, resume: client.token! }, later)
  await all.cluster.until(() => later.token !== null, 10_000)
  expect(later.typesTold()).toEqual(['live'])
  expect(() =>
    feed.subscribe({ id: 'w', view: 'items', rows: false, where: { owner: 'x' } }, new Client()),
  ).toThrow('Without rows only by: key')
})

describe('a client that does not read', () => {
  async function slow(slow: 'close' | 'conflate') {
    const all = await begun(14)
    const { feed } = all.feed({ clientBytes: 500 })
    const client = new Client()
    feed.subscribe({ id: 's', view: 'items', slow }, client)
    await all.cluster.until(() => client.token !== null, 10_000)
    const before = endOf(all)
    client.isReading = false
    for (let n = 0; n < 60; n++) {
      all.put(`k${n % 3}`, { owner: 'x', n })
      await all.cluster.advance(150)
    }
    await all.cluster.quiet()
    return { all, feed, client, before }
  }

  test('is given up with the token of what it was sent, where it chose so', async () => {
    const { all, feed, client, before } = await slow('close')
    expect(client.told.at(-1)).toMatchObject({ type: 'closed', reason: 'slow', token: client.token })
    expect(client.queued).toBeLessThan(1_500)
    expect(feed.status()).toMatchObject({ closedSlow: 1, outran: 1, subscriptions: 0, groups: 0 })
    client.read()
    feed.subscribe({ id: 's', view: 'items', resume: client.token! }, client)
    await all.cluster.quiet()
    expect(byKey(client.changes)).toEqual(byKey(changesSince(all, before)))
  })

  test('is told the last of each row once it reads again, where it chose that', async () => {
    const { all, feed, client } = await slow('conflate')
    expect(client.queued).toBeLessThan(1_500)
    expect(client.closed).toBeNull()
    const sent = client.told.length
    client.read()
    await all.cluster.quiet()
    expect(client.table).toEqual(await all.rows())
    expect(client.told).toHaveLength(sent + 1)
    expect(client.told.at(-1)!.changes).toHaveLength(3)
    expect(feed.status().conflated).toBeGreaterThan(20)
    all.put('k1', { owner: 'x', n: 1000 })
    all.put('k2', { owner: 'x', n: 1001 })
    await all.cluster.quiet()
    expect(client.table).toEqual(await all.rows())
    expect(feed.status()).toMatchObject({ live: 1 })
  })

  test('makes a snapshot wait, not grow', async () => {
    const all = await begun(15)
    for (let n = 0; n < 1_300; n++) all.put(`m${n}`, { owner: 'x'.repeat(100), n })
    await all.cluster.quiet()
    const { feed } = all.feed({ clientBytes: 2_000 })
    const client = new Client()
    client.isReading = false
    feed.subscribe({ id: 's', view: 'items' }, client)
    await all.cluster.advance(10_000)
    expect(client.table.size).toBeGreaterThan(0)
    expect(client.table.size).toBeLessThan(1_306)
    for (let n = 0; n < 1_300; n++) all.put(`m${n}`, n % 2 === 0 ? null : { owner: 'y', n })
    await all.cluster.quiet()
    client.read()
    await all.cluster.quiet()
    expect(client.closed).toBeNull()
    expect(client.whole).toEqual(await all.rows())
    expect(client.table).toEqual(client.whole)
  })
})

test('what many are told alike is written once', async () => {
  const all = await begun(16)
  const { feed } = all.feed()
  const clients = Array.from({ length: 50 }, () => new Client())
  const frames = new Set<object>()
  for (const client of clients) {
    const send = client.send.bind(client)
    client.send = frame => {
      if (frame.type === 'changes') frames.add(frame)
      send(frame)
    }
    feed.subscribe({ id: 's', view: 'items' }, client)
  }
  await all.cluster.until(() => clients.every(({ token }) => token !== null), 10_000)
  await all.cluster.advance(1_000)
  for (let n = 0; n < 30; n++) all.put(`k${n % 6}`, { owner: 'x', n })
  await all.cluster.quiet()
  const rows = await all.rows()
  for (const { table } of clients) expect(table).toEqual(rows)
  const most = Math.max(...clients.map(({ told }) => told.filter(({ type }) => type === 'changes').length))
  expect(frames.size).toBe(most)
  expect(feed.status()).toMatchObject({ live: 50, groups: 1 })
})

test('who joins others is not told again what they have still to be told', async () => {
  const all = await begun(19)
  const { feed } = all.feed({ coalesceMs: 20_000 })
  const [first, second] = [new Client(), new Client()]
  feed.subscribe({ id: 's', view: 'items' }, first)
  await all.cluster.until(() => first.token !== null, 10_000)
  await all.cluster.advance(1_000)
  all.put('k1', { owner: 'x', n: 100 })
  await all.cluster.advance(2_000)
  expect(first.changes).toEqual([])
  feed.subscribe({ id: 's', view: 'items' }, second)
  await all.cluster.until(() => second.token !== null, 10_000)
  await all.cluster.advance(1_000)
  all.put('k1', { owner: 'x', n: 101 })
  await all.cluster.advance(30_000)
  const news = [100, 101].map(n => ({ key: 'k1', value: { owner: 'x', n } }))
  expect(first.changes).toEqual(news)
  expect(second.whole!.get('k1')).toEqual(news[0]!.value)
  expect(second.changes).toEqual(news.slice(1))
  expect(feed.status().tails).toMatchObject([{ topic: changelog, lag: 0, unreadable: 0 }])
  expect(feed.status().tails[0]!.behindMs).toBeLessThan(1_000)
})

test('a changelog keeps its changes for the resume window', async () => {
  const all = await begun(17)
  const { feed } = all.feed({ windowMs: 7_200_000 })
  const client = new Client()
  feed.subscribe({ id: 's', view: 'items' }, client)
  await all.cluster.until(() => client.token !== null, 10_000)
  expect(Object.fromEntries(all.cluster.kafka.topics.get(changelog)!.configs)).toMatchObject({
    'min.compaction.lag.ms': '7200000',
  })
})

test('a tail that nobody needs ends after a while', async () => {
  const all = await begun(18)
  const { feed } = all.feed()
  const client = new Client()
  const subscription = feed.subscribe({ id: 's', view: 'items' }, client)
  await all.cluster.until(() => client.token !== null, 10_000)
  subscription.close('unsubscribed')
  await all.cluster.advance(1_000)
  expect(feed.status().tails).toHaveLength(1)
  await all.cluster.advance(70_000)
  expect(feed.status()).toMatchObject({ tails: [], ringBytes: 0, groups: 0, subscriptions: 0 })
})
