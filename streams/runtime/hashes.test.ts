import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyValueStore, type StoreSpec } from '../graph/storeSpec.ts'
import { json, text } from '../serdes/index.ts'
import { Journal } from '../stores/journal.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import type { RowsFigure } from '../stores/rowsHash.ts'
import { scanRows } from '../stores/scanRows.ts'
import { sealedChanges, writeChanges } from '../stores/sealedChange.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { decodePosition, encodePosition } from '../stores/storedPosition.ts'
import { Sweep } from '../stores/sweep.ts'
import { TaskStore } from '../stores/taskStore.ts'
import { figureOf } from '../testing/figureOf.ts'
import { TestDatabases } from '../testing/testDatabases.ts'
import type { FetchedPartition } from '../wire/kafka.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { markerBatch, placeAt } from '../wire/records/markerBatch.ts'
import type { RecordHeader } from '../wire/records/recordHeader.ts'
import { encodeFigure } from './figureHeader.ts'
import { StoreReplica } from './storeReplica.ts'
import { systemTime } from './time.ts'

type Spec = StoreSpec<unknown, unknown>
interface Logged {
  readonly key: string
  readonly value: string | null
  readonly timestamp: number
  readonly headers: readonly RecordHeader[]
}
/** By offset; null: compacted away. */
type Log = (Logged | 'marker' | null)[]

const ttlMs = 100
const own = keyValueStore({ name: 's', key: text, value: json<number>(), ttlMs }) as Spec
const source = {
  ...keyValueStore({ name: 's', key: text, value: json<unknown>() }),
  changelog: { kind: 'source' as const, topic: 'log' },
} as Spec

/** What a fetch brings: of so many offsets what is still there. */
function answerOf(log: Log, from: number, offsets: number): FetchedPartition {
  const batches: Buffer[] = []
  for (let offset = from; offset < Math.min(log.length, from + offsets); offset++) {
    const entry = log[offset]!
    if (entry === null) continue
    if (entry === 'marker') batches.push(placeAt(markerBatch('commit', 1, 0), offset))
    else {
      const builder = new BatchBuilder()
      builder.append(entry.key, entry.value, entry.timestamp, entry.headers)
      batches.push(placeAt(builder.finish(plainBatch), offset))
    }
  }
  const end = { highWatermark: log.length, lastStableOffset: log.length, logStartOffset: 0 }
  const records = batches.length === 0 ? null : Buffer.concat(batches)
  return { topic: 'log', partition: 0, error: null, aborted: [], records, ...end }
}

async function replicaOf(database: StateDatabase, spec: Spec, to: number): Promise<StoreReplica> {
  const position = await database.position('s', 0)
  return new StoreReplica({
    spec,
    partition: 0,
    database,
    topic: 'log',
    topicId: 'id',
    from: position?.offset ?? 0,
    asOf: systemTime.now(),
    empty: position === null,
    figure: position?.figure ?? null,
    keptMs: Number.POSITIVE_INFINITY,
    to,
    toAsOf: null,
    end: to,
    time: systemTime,
    moved: () => {},
    stopped: why => {
      throw new Error(String(why))
    },
  })
}

class Instance {
  readonly database: StateDatabase
  readonly spec: Spec
  store: TaskStore | null = null
  readonly clock = { timestamp: 0, streamTime: 0 }
  /** What is to be told once the scan under way is over. */
  scan: (() => void) | null = null

  constructor(database: StateDatabase, spec: Spec) {
    this.database = database
    this.spec = spec
  }

  get rows() {
    return this.database.range('s', 0, {})
  }

  /** As a replica: on to `to`, so many offsets an answer. Rows whose hash nobody told are scanned. */
  async follow(log: Log, to: number, offsets: number): Promise<void> {
    this.store = null
    this.scan = null
    const replica = await replicaOf(this.database, this.spec, to)
    for (let from = replica.wanted; from !== null; from = replica.wanted) {
      // A broker answers with what comes next, however far off.
      let next = from
      while (next < log.length && log[next] === null) next++
      if (next >= to) break
      await replica.take(answerOf(log, from, next - from + offsets), systemTime.now())
    }
    if (replica.figure === null) {
      const ends = replica.scanBegins()
      await ends(await scanRows(this.database, 's', 0, async () => {}))
    }
    await replica.close()
    expect(replica.figure).toEqual(figureOf(await this.rows))
  }

  async open(cacheBytes: number): Promise<void> {
    const position = await this.database.position('s', 0)
    this.store = new TaskStore({
      spec: this.spec,
      partition: 0,
      database: this.database,
      journal: new Journal(),
      clock: this.clock,
      memory: new RowMemory(cacheBytes),
      empty: (await this.rows).length === 0,
      figure: position?.figure ?? null,
    })
  }

  /** `offset` null: into the log. An earlier program says nothing of hashes. */
  async commit(log: Log, isEarlier: boolean, offset: number | null = null): Promise<void> {
    const store = this.store!
    await store.learnReplaced()
    store.seal()
    const changes = sealedChanges(store)
    const figure = isEarlier ? null : store.sealedFigure
    const batch = this.database.batch()
    writeChanges(store, changes, batch)
    if (offset === null && changes.length > 0) {
      for (const { key, value, timestamp } of changes) {
        const headers = figure && key === changes.at(-1)!.key ? [encodeFigure(figure)] : []
        log.push({ key: String(key), value: value as string | null, timestamp, headers })
      }
      log.push('marker')
    }
    const at = { topic: 'log', topicId: 'id', offset: offset ?? log.length, time: 0 }
    // As it would be read from a disk.
    const stored = encodePosition('s', 0, figure ? { ...at, figure } : at)
    batch.setPosition('s', 0, decodePosition('s', 0, stored)!)
    await batch.write()
    store.committed()
    store.cache.age()
  }

  async beginScan(): Promise<void> {
    const ends = this.store!.scanBegins()
    const found = figureOf(await this.rows)
    this.scan = () => ends(found)
  }

  async check(): Promise<void> {
    const found = figureOf(await this.rows)
    const told: (RowsFigure | null | undefined)[] = [(await this.database.position('s', 0))?.figure]
    if (this.store) told.push(this.store.figure)
    for (const figure of told) if (figure) expect(figure).toEqual(found)
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'é\u{1F600}')
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('put' as const), key, value: fc.nat(2), by: fc.nat(40) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const), isEarlier: fc.boolean() }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'commit' as const, isEarlier: false }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(...(['sweep', 'scan', 'scanned'] as const).map(kind => ({ kind }))),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...(['crash', 'follow', 'takeover', 'lose', 'compact'] as const).map(kind => ({ kind })),
    ),
  },
)

describe.each(TestDatabases.kinds)('hashes over a database of %s', kind => {
  let testDatabases: TestDatabases
  beforeEach(() => {
    testDatabases = new TestDatabases(kind)
  })
  afterEach(() => testDatabases.close())
  const numRuns = kind === 'memory' ? 400 : 25

  test('a hash that is known is that of the rows, whatever is written, lost, restored, compacted, scanned and taken over', async () => {
    const databases = [await testDatabases.fresh(), await testDatabases.fresh()]
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 80 }),
        fc.constantFrom(0, 1_500, Number.POSITIVE_INFINITY),
        fc.integer({ min: 1, max: 5 }),
        async (steps, cacheBytes, offsets) => {
          for (const database of databases) await database.drop('s', 0)
          const log: Log = []
          const instances = databases.map(database => new Instance(database, own))
          let [active, standby] = instances as [Instance, Instance]
          const takeUp = async (instance: Instance) => {
            await instance.follow(log, log.length, offsets)
            await instance.open(cacheBytes)
          }
          await takeUp(active)
          for (const each of steps) {
            const store = active.store!
            if (each.kind === 'put') {
              active.clock.timestamp = active.clock.streamTime + each.by
              store.put(each.key, each.value)
              active.clock.streamTime = active.clock.timestamp
            } else if (each.kind === 'delete') store.delete(each.key)
            else if (each.kind === 'sweep') await new Sweep(store).step()
            else if (each.kind === 'commit') await active.commit(log, each.isEarlier)
            else if (each.kind === 'scan') await active.beginScan()
            else if (each.kind === 'scanned') active.scan?.()
            else if (each.kind === 'crash') await takeUp(active)
            else if (each.kind === 'follow') await standby.follow(log, log.length, offsets)
            else if (each.kind === 'takeover') {
              ;[active, standby] = [standby, active]
              standby.store = null
              await takeUp(active)
            } else if (each.kind === 'lose') {
              await active.database.drop('s', 0)
              await takeUp(active)
            } else {
              compact(log)
              // Whoever has not seen the deletions that are gone begins anew.
              if (((await standby.database.position('s', 0))?.offset ?? 0) < log.length)
                await standby.database.drop('s', 0)
            }
            for (const instance of instances) await instance.check()
          }
        },
      ),
      { numRuns },
    )
  })

  test('a table that is its topic has the same hash wherever it was processed, followed or restored', async () => {
    const databases = [await testDatabases.fresh(), await testDatabases.fresh()]
    const write = fc.record({ key, value: fc.constantFrom(null, '1', '{"a":1}', '{ "a" : 1 }', '[1, 2]') })
    const turns = fc.array(fc.tuple(fc.array(write, { maxLength: 6 }), fc.boolean(), fc.boolean()), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 5 }), async (turns, offsets) => {
        for (const database of databases) await database.drop('s', 0)
        const log: Log = []
        const [active, standby] = databases.map(database => new Instance(database, source)) as [
          Instance,
          Instance,
        ]
        await active.open(0)
        for (const [writes, isCrash, isFollowed] of turns) {
          for (const { key, value } of writes) log.push({ key, value, timestamp: 0, headers: [] })
          for (const { key, value } of writes)
            active.store!.put(key, value === null ? undefined : JSON.parse(value))
          await active.commit(log, false, log.length)
          if (isFollowed) {
            await standby.follow(log, log.length, offsets)
            expect(figureOf(await standby.rows)).toEqual(active.store!.figure)
          }
          if (isCrash) {
            await active.database.drop('s', 0)
            await active.follow(log, log.length, offsets)
            await active.open(0)
          }
          await active.check()
          await standby.check()
        }
      }),
      { numRuns },
    )
  })
})

test('a deletion that was compacted away is not overlooked: the record before it says what was before', async () => {
  const log: Log = []
  const active = new Instance(new MemoryDatabase(), own)
  await active.open(0)
  for (const [key, value] of [
    ['a', 1],
    ['b', 1],
    ['a', undefined],
  ] as const) {
    active.store!.put(key, value)
    await active.commit(log, false)
  }
  compact(log)
  const replica = await replicaOf(new MemoryDatabase(), own, log.length)
  await replica.take(answerOf(log, 0, log.length), 0)
  expect(replica.hasReached).toBe(true)
  expect(replica.figure).toBeNull()
})

test('what a scan found of a standby counts only if nothing was written meanwhile', async () => {
  const database = new MemoryDatabase()
  const log: Log = ['a', 'b', 'c'].map(key => ({ key, value: '1', timestamp: 0, headers: [] }))
  const replica = await replicaOf(database, own, 3)
  await replica.take(answerOf(log, 0, 2), 0)
  expect(replica.figure).toBeNull()
  const late = replica.scanBegins()
  const found = figureOf(await database.range('s', 0, {}))
  const writing = replica.take(answerOf(log, 2, 1), 0)
  await late(found)
  await writing
  expect(replica.figure).toBeNull()
  const whole = figureOf(await database.range('s', 0, {}))
  await replica.scanBegins()(whole)
  expect(replica.figure).toEqual(whole)
  expect((await database.position('s', 0))?.figure).toEqual(whole)
})

/** Of each key the last record stays, a deletion does not; so do markers whose records are gone. The last batch of a log is never compacted. */
function compact(log: Log): void {
  const last = new Map<string, number>()
  for (const [offset, entry] of log.entries())
    if (entry !== null && entry !== 'marker') last.set(entry.key, offset)
  for (const [offset, entry] of log.entries()) {
    if (offset === log.length - 1 || entry === null) continue
    const isGone =
      entry === 'marker' ? log[offset - 1] === null : last.get(entry.key) !== offset || entry.value === null
    if (isGone) log[offset] = null
  }
}
