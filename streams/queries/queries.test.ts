import { describe, expect, test, vi } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { keyValueStore } from '../graph/storeSpec.ts'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import { TestInstance } from '../testing/testInstance.ts'
import { answerPeers } from './http/answerPeers.ts'
import type { Endpoint } from './instanceEndpoint.ts'
import { Position } from './position.ts'
import { Queries, type QueriesOptions } from './queries.ts'
import type { KeysQuestion, Question } from './question.ts'
import { ConditionNotMet, PartitionsUnavailable, TooManyWaiting } from './unanswered.ts'
import type { WireReply } from './wireReply.ts'

interface Row {
  readonly id: string
  readonly city?: string
}

const rows = keyValueStore({ name: 'rows', key: text, value: json<Row>() })
/** Keyed as its records are. */
const routed = keyValueStore({ name: 'routed', key: text, value: json<Row>(), partitionKey: key => key })
/** Keyed by more than its records. */
const parts = keyValueStore({
  name: 'parts',
  key: text,
  value: json<Row>(),
  partitionKey: key => key.split('|', 1)[0]!,
})

const builder = new StreamsBuilder()
builder
  .stream('in', { key: text, value: text, name: 'in' })
  .process({ name: 'keep', stores: { rows, routed, parts }, process() {} })
const topology = builder.build()

const ids = Array.from({ length: 30 }, (_, i) => `k${String(i).padStart(2, '0')}`)

/** So many instances with one partition each, all with the same rows; instance `i` is reached at port `i`. */
class Cluster {
  readonly instances: TestInstance[]
  readonly queries: Queries[]
  /** What was asked over the wire. */
  asked: { readonly port: number; readonly question: Question }[] = []
  readonly #dead = new Set<number>()
  readonly #hanging = new Set<number>()
  /** How long the answers of an instance are under way, ms. */
  readonly slow = new Map<number, number>()

  constructor(options: Partial<QueriesOptions> = {}, count = 3) {
    this.instances = Array.from({ length: count }, () => new TestInstance(topology, count))
    for (const [i, instance] of this.instances.entries()) {
      instance.partitions = [i]
      for (const id of ids) {
        for (const store of ['rows', 'routed']) instance.put(store, id, { id, city: id.at(-1)! })
        for (const part of ['a', 'b']) instance.put('parts', `${id}|${part}`, { id: part })
      }
    }
    this.tell()
    const answers = this.instances.map(instance => answerPeers(instance))
    const ask = async ({ port }: Endpoint, question: Question, signal: AbortSignal): Promise<WireReply> => {
      this.asked.push({ port, question })
      if (this.#dead.has(port)) throw new Error('connection refused')
      if (this.#hanging.has(port))
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      const slowMs = this.slow.get(port)
      if (slowMs !== undefined) await new Promise(resolve => setTimeout(resolve, slowMs))
      return JSON.parse(JSON.stringify(await answers[port]!(JSON.parse(JSON.stringify(question)))))
    }
    this.queries = this.instances.map(
      (instance, port) =>
        new Queries({
          instance,
          applicationId: 'app',
          endpoint: { host: 'h', port },
          peers: { ask, close: () => {} },
          partitions: () => count,
          // Nobody is that slow: what hangs is told so by `hedgeMs`.
          deadlineMs: 20_000,
          hedgeMs: 10_000,
          ...options,
        }),
    )
  }

  /** Everybody knows who has what. */
  tell(): this {
    const places = (partitions: readonly number[]) =>
      partitions.length > 0 ? [{ topic: 'in', partitions }] : []
    const endpoints = this.instances.map(({ partitions, standbys }, port) => ({
      endpoint: { host: 'h', port },
      active: places(partitions),
      standby: places(Object.keys(standbys).map(Number)),
    }))
    for (const instance of this.instances) instance.peers = endpoints
    return this
  }

  kill(port: number): void {
    this.#dead.add(port)
  }

  hang(port: number): void {
    this.#hanging.add(port)
  }

  get ports(): readonly number[] {
    return this.asked.map(({ port }) => port)
  }
}

/** The second and the third follow each other. */
function withStandbys(options: Partial<QueriesOptions> = {}): Cluster {
  const cluster = new Cluster(options)
  cluster.instances[1]!.standbys = { 2: 7 }
  cluster.instances[2]!.standbys = { 1: 9 }
  return cluster.tell()
}

const idIn = (cluster: Cluster, partition: number, store = 'routed') =>
  ids.find(id => cluster.instances[0]!.partitionOf(store, id) === partition)!

describe('any instance', () => {
  test('answers for all: a key, many keys, ranges, prefixes, filters, counts', async () => {
    const { queries } = new Cluster()
    for (const each of queries) {
      for (const store of ['rows', 'routed']) {
        for (const id of ids) expect((await each.get(store, id)).value).toMatchObject({ id })
        expect((await each.get(store, 'none')).value).toBeUndefined()
        const { value } = await each.getAll<string, Row>(store, ['k07', 'none', 'k01', 'k07'])
        expect(value.map(row => row?.id)).toEqual(['k07', undefined, 'k01', 'k07'])
        expect((await each.count(store)).value).toBe(ids.length)
      }
      const keys = async (options: object) => {
        const { value } = await each.page<string, Row>('rows', options)
        return value.rows.map(([key]) => key)
      }
      expect(await keys({})).toEqual(ids)
      expect(await keys({ from: 'k05', to: 'k08' })).toEqual(['k05', 'k06', 'k07'])
      expect(await keys({ prefix: 'k2' })).toEqual(ids.slice(20))
      expect(await keys({ where: { city: '4' } })).toEqual(['k04', 'k14', 'k24'])
      expect(await keys({ from: 'k1', prefix: 'k', after: 'k17', to: 'k2' })).toEqual(['k18', 'k19'])
    }
  })

  test('goes on where another instance ended', async () => {
    const { queries } = new Cluster()
    const seen: string[] = []
    let after: string | null | undefined
    for (let turn = 0; after !== null; turn++) {
      const options = { limit: 7, ...(after === undefined ? {} : { after }) }
      const { value } = await queries[turn % 3]!.page<string, Row>('rows', options)
      seen.push(...value.rows.map(([key]) => key))
      after = value.next
    }
    expect(seen).toEqual(ids)
  })
})

describe('who is asked', () => {
  test('nobody, for what is here', async () => {
    const cluster = new Cluster()
    await cluster.queries[1]!.get('routed', idIn(cluster, 1))
    await cluster.queries[1]!.get('rows', idIn(cluster, 1, 'rows'))
    expect(cluster.asked).toEqual([])
  })

  test('the one that has the partition, where the key tells it', async () => {
    const cluster = new Cluster()
    await cluster.queries[0]!.get('routed', idIn(cluster, 1))
    expect(cluster.ports).toEqual([1])
    const id = idIn(cluster, 2)
    await cluster.queries[0]!.get('parts', `${id}|a`)
    await cluster.queries[0]!.page('parts', { prefix: `${id}|`, partitionOf: `${id}|` })
    expect(cluster.ports).toEqual([1, 2, 2])
    const { value } = await cluster.queries[0]!.page('parts', { prefix: `${id}|`, partitionOf: `${id}|` })
    expect(value.rows.map(([key]) => key)).toEqual([`${id}|a`, `${id}|b`])
  })

  test('all, where it does not', async () => {
    const cluster = new Cluster()
    await cluster.queries[0]!.get('rows', 'none')
    expect(cluster.ports).toEqual([1, 2])
  })

  test('each once for many keys, for those that it has', async () => {
    const cluster = new Cluster()
    await cluster.queries[0]!.getAll('routed', ids)
    expect(cluster.ports.toSorted()).toEqual([1, 2])
    for (const { port, question } of cluster.asked)
      expect((question as KeysQuestion).keys).toEqual(
        ids.filter(id => cluster.instances[0]!.partitionOf('routed', id) === port),
      )
  })

  test('everybody, when what the group says is no longer so', async () => {
    const cluster = new Cluster()
    // The second has given its partition to the third, which nobody was told.
    cluster.instances[1]!.partitions = []
    cluster.instances[2]!.partitions = [1, 2]
    expect((await cluster.queries[0]!.page<string, Row>('rows')).value.rows).toHaveLength(ids.length)
    expect((await cluster.queries[0]!.get('routed', idIn(cluster, 1))).value).toBeDefined()
  })

  test('again, as long as a partition is on its way', async () => {
    const cluster = new Cluster()
    cluster.instances[1]!.partitions = []
    const answer = cluster.queries[0]!.get('routed', idIn(cluster, 1))
    while (cluster.asked.length < 6) await new Promise(resolve => setImmediate(resolve))
    cluster.instances[2]!.partitions = [1, 2]
    expect((await answer).value).toBeDefined()
  })

  // Killed under load: who followed is about to run it, and had not said so yet.
  test('again, as long as who follows a dead one is about to have the partition: there, and here', async () => {
    for (const from of [0, 2]) {
      const cluster = withStandbys()
      cluster.instances[2]!.standbys = {}
      cluster.kill(1)
      const answer = cluster.queries[from]!.get('routed', idIn(cluster, 1))
      while (cluster.asked.length < 5)
        await Promise.race([new Promise(resolve => setImmediate(resolve)), answer])
      cluster.instances[2]!.partitions = [1, 2]
      expect((await answer).value).toBeDefined()
    }
  })
})

describe('an instance that is dead', () => {
  test('leaves no answer, which names what is missing, never a part', async () => {
    const cluster = new Cluster()
    cluster.kill(1)
    const [first] = cluster.queries
    const refused = first!.page('rows')
    await expect(refused).rejects.toBeInstanceOf(PartitionsUnavailable)
    await expect(refused).rejects.toMatchObject({ store: 'rows', partitions: [1] })
    await expect(first!.count('rows')).rejects.toBeInstanceOf(PartitionsUnavailable)
    await expect(first!.get('rows', 'none')).rejects.toBeInstanceOf(PartitionsUnavailable)
    // What is found is an answer all the same, and so is what the dead one cannot have.
    expect((await first!.get('rows', idIn(cluster, 0, 'rows'))).value).toBeDefined()
    expect((await first!.get('routed', idIn(cluster, 2))).value).toBeDefined()
  })

  test('the error says who was asked, and what each said', async () => {
    const cluster = withStandbys({ deadlineMs: 50, hedgeMs: 10 })
    cluster.kill(1)
    cluster.hang(2)
    const at = (port: number) => ({ host: 'h', port })
    await expect(cluster.queries[0]!.get('routed', idIn(cluster, 1))).rejects.toMatchObject({
      message:
        'Store "routed": no instance answers for partition 1 now. Try again shortly, or ask for a partial answer. ' +
        'Asked: 1: here: does not have it; 1: h:1: connection refused; 1: h:2: no answer in time',
      asked: [
        { partition: 1, instance: null, said: 'without' },
        { partition: 1, instance: at(1), said: 'failed', why: 'connection refused' },
        { partition: 1, instance: at(2), said: 'silent' },
      ],
    })
    expect(new PartitionsUnavailable('s', [1]).message).not.toContain('Asked')
  })

  test('leaves a part where that was asked for, which says what is missing', async () => {
    const cluster = new Cluster()
    cluster.kill(1)
    const { value, missing, sources } = await cluster.queries[0]!.page<string, Row>(
      'rows',
      {},
      { partial: true },
    )
    expect(missing).toEqual([1])
    expect(sources.map(({ partition }) => partition)).toEqual([0, 2])
    expect(value.rows.map(([key]) => key)).toEqual(
      ids.filter(id => cluster.instances[0]!.partitionOf('rows', id) !== 1),
    )
  })

  test('is stood in for by who follows it, here or there; the answer says how far that lags', async () => {
    const cluster = withStandbys()
    cluster.kill(1)
    for (const from of [0, 2]) {
      const { value, sources } = await cluster.queries[from]!.page<string, Row>('rows')
      expect(value.rows).toHaveLength(ids.length)
      expect(sources.map(({ role, lag, behindMs }) => [role, lag, behindMs])).toEqual([
        ['active', 0, 0],
        ['standby', 9, 90],
        ['active', 0, 0],
      ])
      const one = await cluster.queries[from]!.get('routed', idIn(cluster, 1))
      expect(one.sources).toMatchObject([{ role: 'standby', partition: 1, lag: 9 }])
    }
  })
})

describe('an instance that hangs', () => {
  test('is not waited for where another follows it', async () => {
    const cluster = withStandbys({ hedgeMs: 1 })
    cluster.hang(1)
    const id = idIn(cluster, 1)
    expect((await cluster.queries[0]!.get('routed', id)).sources).toMatchObject([{ role: 'standby' }])
    expect((await cluster.queries[2]!.count('rows')).value).toBe(ids.length)
  })

  test('is not waited for alone the next time, until it answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const cluster = withStandbys()
      cluster.hang(1)
      const ask = () => cluster.queries[0]!.get('routed', idIn(cluster, 1))
      const asked = ask()
      await vi.advanceTimersByTimeAsync(9_999)
      expect(cluster.ports).toEqual([1])
      await vi.advanceTimersByTimeAsync(1)
      expect((await asked).sources).toMatchObject([{ role: 'standby' }])
      const again = ask()
      await vi.advanceTimersByTimeAsync(0)
      expect((await again).sources).toMatchObject([{ role: 'standby' }])
      expect(cluster.ports).toEqual([1, 2, 1, 2])
      await vi.advanceTimersByTimeAsync(5_000)
      const later = ask()
      await vi.advanceTimersByTimeAsync(9_999)
      expect(cluster.ports).toEqual([1, 2, 1, 2, 1])
      await vi.advanceTimersByTimeAsync(1)
      await later
    } finally {
      vi.useRealTimers()
    }
  })

  test('is not waited for beyond the deadline', async () => {
    const cluster = new Cluster({ deadlineMs: 50 })
    cluster.hang(1)
    await expect(cluster.queries[0]!.page('rows')).rejects.toBeInstanceOf(PartitionsUnavailable)
    const { missing } = await cluster.queries[0]!.page('rows', {}, { partial: true })
    expect(missing).toEqual([1])
  })

  test('has lost its partitions to somebody of whom the group has not told yet: who that is is found meanwhile', async () => {
    const cluster = new Cluster({ deadlineMs: 1_000, hedgeMs: 1 })
    cluster.hang(1)
    cluster.instances[0]!.partitions = [0, 1]
    const { sources } = await cluster.queries[2]!.get('routed', idIn(cluster, 1))
    expect(sources).toMatchObject([{ role: 'active', partition: 1 }])
  })

  test('and follows a dead one does not keep the others from being asked', async () => {
    const cluster = new Cluster({ deadlineMs: 1_000, hedgeMs: 1 }, 4)
    cluster.instances[2]!.standbys = { 1: 0 }
    cluster.tell()
    cluster.kill(1)
    cluster.hang(2)
    cluster.instances[3]!.partitions = [1, 3]
    const { sources } = await cluster.queries[0]!.get('routed', idIn(cluster, 1))
    expect(sources).toMatchObject([{ role: 'active', partition: 1 }])
  })

  test('that answers after all counts, when nobody follows it', async () => {
    const cluster = new Cluster({ hedgeMs: 0 })
    expect((await cluster.queries[0]!.page<string, Row>('rows')).value.rows).toHaveLength(ids.length)
  })
})

describe('conditions', () => {
  // The last look has as little time as the deadline leaves: what it did not hear had been heard before.
  test('are told to be unmet, however little was heard at last', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const cluster = withStandbys({ deadlineMs: 1_000, hedgeMs: 100 })
      cluster.hang(1)
      cluster.slow.set(2, 100)
      const answer = cluster.queries[0]!.get('routed', idIn(cluster, 1), { maxBehindMs: 10, waitMs: 500 })
      const refused = expect(answer).rejects.toMatchObject({
        name: 'ConditionNotMet',
        sources: [{ partition: 1, role: 'standby', behindMs: 90 }],
      })
      await vi.advanceTimersByTimeAsync(999)
      cluster.kill(1)
      await vi.advanceTimersByTimeAsync(501)
      await refused
    } finally {
      vi.useRealTimers()
    }
  })

  test('a standby that lags too much does not answer', async () => {
    const cluster = withStandbys()
    cluster.kill(1)
    const [first] = cluster.queries
    const id = idIn(cluster, 1)
    for (const conditions of [{ maxLag: 9 }, { maxBehindMs: 90 }])
      expect((await first!.get('routed', id, conditions)).value).toBeDefined()
    for (const conditions of [{ maxLag: 8 }, { maxBehindMs: 89 }]) {
      const refused = first!.get('routed', id, conditions)
      await expect(refused).rejects.toBeInstanceOf(ConditionNotMet)
      await expect(refused).rejects.toMatchObject({ sources: [{ partition: 1, lag: 9 }] })
      expect((await first!.get('routed', id, { ...conditions, partial: true })).missing).toEqual([1])
    }
  })

  test('an answer is as of a position, or there is none', async () => {
    const cluster = withStandbys()
    const [first, second, third] = cluster.instances
    const id = idIn(cluster, 1)
    second!.put('routed', id, { id: 'new' })
    const { position } = await cluster.queries[0]!.get('routed', id)
    expect((await cluster.queries[2]!.get('routed', id, { minPosition: position })).value).toEqual({
      id: 'new',
    })
    cluster.kill(1)
    // The third follows, and has not got so far.
    for (const each of [cluster.queries[0]!, cluster.queries[2]!]) {
      const refused = each.get('routed', id, { minPosition: position })
      await expect(refused).rejects.toBeInstanceOf(ConditionNotMet)
      expect((await each.get('routed', id)).value).toMatchObject({ id })
    }
    third!.put('routed', id, { id: 'new' })
    for (const each of [cluster.queries[0]!, cluster.queries[2]!])
      expect((await each.get('routed', id, { minPosition: position })).value).toEqual({ id: 'new' })
    // Another partition's position is no condition for this one.
    const other = idIn(cluster, 0)
    first!.put('routed', other, { id: other })
    expect((await cluster.queries[0]!.get('routed', other, { minPosition: position })).value).toBeDefined()
  })

  test('a page takes of an instance those partitions that fulfil them, and the rest from others', async () => {
    const cluster = new Cluster()
    const [first, second] = cluster.instances
    first!.partitions = []
    second!.partitions = [0, 1]
    cluster.tell()
    const { position } = await cluster.queries[2]!.page('rows')
    first!.put('rows', idIn(cluster, 0, 'rows'), { id: 'new' })
    const further = position.and(Position.of('rows', [source(0, position.at('rows', 0) + 1)]))
    first!.standbys = { 0: 0 }
    cluster.tell()
    const { value, sources } = await cluster.queries[2]!.page<string, Row>(
      'rows',
      {},
      { minPosition: further },
    )
    expect(sources.map(({ role }) => role)).toEqual(['standby', 'active', 'active'])
    expect(value.rows).toHaveLength(ids.length)
    expect(value.rows.filter(([, row]) => row.id === 'new')).toHaveLength(1)
  })

  test('are waited for, here and elsewhere', async () => {
    const cluster = new Cluster()
    for (const partition of [0, 1]) {
      const id = idIn(cluster, partition)
      const at = (await cluster.queries[0]!.get('routed', id)).position.at('routed', partition)
      const minPosition = Position.of('routed', [source(partition, at + 1)])
      const answer = cluster.queries[0]!.get('routed', id, { minPosition, waitMs: 20_000 })
      await new Promise(resolve => setImmediate(resolve))
      cluster.instances[partition]!.put('routed', id, { id: 'new' })
      expect((await answer).value).toEqual({ id: 'new' })
    }
    await expect(
      cluster.queries[0]!.get('routed', idIn(cluster, 1), {
        minPosition: Position.of('routed', [source(1, 1_000_000)]),
        waitMs: 20,
      }),
    ).rejects.toBeInstanceOf(ConditionNotMet)
  })
})

const source = (partition: number, position: number) => ({
  role: 'active' as const,
  partition,
  position,
  lag: 0,
  behindMs: 0,
})

test('it is counted how questions ended, where they were asked, and what it took', async () => {
  const cluster = withStandbys({ hedgeMs: 1, waiting: 0 })
  const [first, , third] = cluster.queries
  await first!.page('rows')
  await first!.get('routed', idIn(cluster, 1))
  expect(first!.totals).toEqual({
    ended: { whole: 2, partial: 0, unavailable: 0, conditionNotMet: 0, tooManyWaiting: 0 },
    byStandby: 0,
    hedged: 0,
    retried: 0,
  })
  cluster.hang(1)
  await first!.get('routed', idIn(cluster, 1))
  expect(first!.totals).toMatchObject({ ended: { whole: 3 }, byStandby: 1, hedged: 1, retried: 0 })

  const picky = { maxLag: 8, deadlineMs: 100 }
  const asked = (conditions: object) => first!.get('routed', idIn(cluster, 1), { ...picky, ...conditions })
  await expect(asked({})).rejects.toBeInstanceOf(ConditionNotMet)
  await asked({ partial: true })
  await expect(asked({ waitMs: 1 })).rejects.toBeInstanceOf(TooManyWaiting)
  cluster.kill(2)
  await expect(asked({})).rejects.toBeInstanceOf(PartitionsUnavailable)
  expect(first!.totals.ended).toEqual({
    whole: 3,
    partial: 1,
    unavailable: 1,
    conditionNotMet: 1,
    tooManyWaiting: 1,
  })
  expect(third!.totals.ended.whole).toBe(0)
})

test('a look again for what is moving is counted', async () => {
  const cluster = new Cluster()
  cluster.instances[1]!.partitions = []
  const answer = cluster.queries[0]!.get('routed', idIn(cluster, 1))
  while (cluster.asked.length < 6) await new Promise(resolve => setImmediate(resolve))
  cluster.instances[2]!.partitions = [1, 2]
  await answer
  expect(cluster.queries[0]!.totals.retried).toBeGreaterThan(0)
})
