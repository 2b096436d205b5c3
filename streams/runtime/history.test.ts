import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyValueStore, type StoreSpec } from '../graph/storeSpec.ts'
import { StoreView } from '../queries/storeView.ts'
import { json, text } from '../serdes/index.ts'
import { HistorySweep } from '../stores/history.ts'
import { historyStore } from '../stores/historyStore.ts'
import { writeIndexChanges } from '../stores/indexChanges.ts'
import { Journal } from '../stores/journal.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { sealedChanges, writeChanges } from '../stores/sealedChange.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { TaskStore } from '../stores/taskStore.ts'
import { changelogAnswer, type LoggedChange } from '../testing/changelogAnswer.ts'
import { TestDatabases } from '../testing/testDatabases.ts'
import { openHistory } from './openHistory.ts'
import { openIndexes } from './openIndexes.ts'
import { StoreReplica } from './storeReplica.ts'
import { systemTime, type Time } from './time.ts'

const keepMs = 50
/** What programs one after the other declare. */
const specs = [
  { versions: { keepMs } },
  { versions: { keepMs }, indexes: { byValue: (row: number) => row } },
  {},
].map(options => keyValueStore<string, number>({ name: 's', key: text, value: json<number>(), ...options }))

/** Event time and wall clock are the same here, but for what is late. */
let now = 0
const time: Time = { ...systemTime, now: () => now }
const logger = { info() {}, warn() {}, error() {} }
const configured: Readonly<Record<string, string>>[] = []
let lagOfTopic = Number.POSITIVE_INFINITY
const kafka = {
  setTopicConfigs: async (_topic: string, set: Readonly<Record<string, string>>) => {
    configured.push(set)
  },
  topicConfigs: async () =>
    new Map([
      [
        'log',
        new Map([
          ['cleanup.policy', 'compact'],
          ['min.compaction.lag.ms', String(lagOfTopic)],
        ]),
      ],
    ]),
}

/** One state database with a store partition, as an instance has it that is active or a standby, one after the other. */
class Instance {
  readonly database: StateDatabase
  readonly journal = new Journal()
  spec: StoreSpec<string, number>
  store: TaskStore<string, number> | null = null
  readonly clock = { timestamp: -1, streamTime: -1 }
  readonly #log: readonly LoggedChange[]

  constructor(database: StateDatabase, spec: StoreSpec<string, number>, log: readonly LoggedChange[]) {
    this.database = database
    this.spec = spec
    this.#log = log
  }

  /** As a replica is opened, and reads on to the end of the log, so many records an answer. */
  async follow(recordsAnAnswer: number): Promise<void> {
    this.store = null
    const { database } = this
    const spec = this.spec as unknown as StoreSpec<unknown, unknown>
    const context = { kafka, logger, time }
    const target = { spec, partition: 0, database, isWanted: () => true, topic: 'log' }
    const found = await database.position('s', 0)
    if (found) await openIndexes({ ...target, position: found }, context)
    const position = await database.position('s', 0)
    const isFresh = this.#log.length === 0
    const historySince = await openHistory({ ...target, position, isFresh }, context)
    const replica = new StoreReplica({
      spec,
      partition: 0,
      database,
      topic: 'log',
      topicId: 'id',
      from: position?.offset ?? 0,
      asOf: now,
      empty: position === null,
      keptMs: Number.POSITIVE_INFINITY,
      to: this.#log.length,
      toAsOf: null,
      end: this.#log.length,
      time,
      historySince,
      moved: () => {},
      stopped: why => {
        throw new Error(String(why))
      },
    })
    while (replica.wanted !== null)
      await replica.take(changelogAnswer(this.#log, replica.wanted, recordsAnAnswer), now)
    await replica.close()
  }

  /** As its task opens: what was not committed is gone. */
  async open(streamTime: number, cacheBytes: number): Promise<void> {
    const rows = await this.database.range('s', 0, { limit: 1 })
    const position = await this.database.position('s', 0)
    this.clock.timestamp = this.clock.streamTime = streamTime
    this.store = new TaskStore({
      spec: this.spec,
      partition: 0,
      database: this.database,
      journal: this.journal,
      clock: this.clock,
      memory: new RowMemory(cacheBytes),
      empty: rows.length === 0,
      historySince: position?.historySince ?? -1,
    })
  }

  async commit(log: LoggedChange[]): Promise<void> {
    const store = this.store as unknown as TaskStore
    await store.learnReplaced()
    store.seal()
    const changes = sealedChanges(store)
    const batch = this.database.batch()
    writeChanges(store, changes, batch)
    await writeIndexChanges(store, batch)
    for (const { key, value, timestamp } of changes)
      log.push({ key: String(key), value: value as string | null, timestamp })
    batch.setPosition('s', 0, {
      topic: 'log',
      topicId: 'id',
      offset: log.length,
      time: 0,
      ...(store.indexes && { indexes: store.indexes.versions }),
      ...(store.history && { historySince: store.historySince }),
    })
    await batch.write()
    store.committed()
    store.cache.age()
  }

  get view(): StoreView<string, number> {
    const { database } = this
    const copy = { name: 's', partition: 0, database, position: 0, end: 0, currentAt: 0, streamTime: 0 }
    const standby = [{ ...copy, isReadable: true }]
    return new StoreView(
      this.spec,
      () => ({ active: [], standby }),
      () => now,
    ).at(0)
  }
}

/** What the rows were, told plainly. */
class Model {
  #writes: { at: number; key: string; value: number | null }[] = []
  #committed = 0

  write(at: number, key: string, value: number | null): void {
    this.#writes.push({ at, key, value })
  }

  undo(): void {
    this.#writes.pop()
  }

  commit(): void {
    this.#committed = this.#writes.length
  }

  crash(): void {
    this.#writes.length = this.#committed
  }

  get streamTime(): number {
    return Math.max(-1, ...this.#writes.slice(0, this.#committed).map(({ at }) => at))
  }

  at(time: number): [string, number][] {
    const rows = new Map<string, number | null>()
    for (const { at, key, value } of this.#writes.slice(0, this.#committed))
      if (at <= time) rows.set(key, value)
    const there = [...rows].filter((row): row is [string, number] => row[1] !== null)
    return there.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }
}

const keys = ['a', 'a\0', 'a\0\u00ff', 'b', 'é\u{1F600}']
const key = fc.constantFrom(...keys)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      key,
      value: fc.option(fc.nat(9)),
      // Late, at the same time, and later.
      by: fc.integer({ min: -20, max: 20 }),
      isGivenUp: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'commit' as const,
        'commit' as const,
        'sweep' as const,
        'crash' as const,
        'follow' as const,
        'takeover' as const,
        'drop' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('program' as const), which: fc.nat(1) }) },
)

describe.each(TestDatabases.kinds)('versions over a database of %s', kind => {
  let testDatabases: TestDatabases
  beforeEach(() => {
    testDatabases = new TestDatabases(kind)
    lagOfTopic = Number.POSITIVE_INFINITY
    now = 0
  })
  afterEach(() => testDatabases.close())

  test('tell what the rows were, whatever is written, late, lost, restored, taken over and swept', async () => {
    const databases = [await testDatabases.fresh(), await testDatabases.fresh()]
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 80 }),
        fc.constantFrom(0, 1_500, Number.POSITIVE_INFINITY),
        fc.integer({ min: 1, max: 7 }),
        async (steps, cacheBytes, answer) => {
          for (const database of databases) await database.drop('s', 0)
          now = 0
          const log: LoggedChange[] = []
          const model = new Model()
          const instances = databases.map(database => new Instance(database, specs[0]!, log))
          let [active, standby] = instances as [Instance, Instance]
          const sweeps = new Map(instances.map(each => [each, new HistorySweep(each.database, 's', 0, 1)]))
          const takeUp = async (instance: Instance) => {
            model.crash()
            await instance.follow(answer)
            await instance.open(model.streamTime, cacheBytes)
          }
          await takeUp(active)
          for (const each of steps) {
            const { clock } = active
            if (each.kind === 'write') {
              clock.timestamp = Math.max(0, clock.streamTime + each.by)
              const at = Math.max(clock.timestamp, clock.streamTime)
              if (each.value === null) active.store!.delete(each.key)
              else active.store!.put(each.key, each.value)
              model.write(at, each.key, each.value)
              if (each.isGivenUp) {
                active.journal.rollback()
                model.undo()
                clock.timestamp = clock.streamTime
              } else {
                active.journal.accept()
                clock.streamTime = at
              }
              now = Math.max(now, clock.streamTime)
            } else if (each.kind === 'commit') {
              await active.commit(log)
              model.commit()
            } else if (each.kind === 'crash') await takeUp(active)
            else if (each.kind === 'sweep') {
              for (const [{ store }, sweep] of sweeps)
                await sweep.step(Math.min(now - keepMs, (store?.committedStreamTime ?? now) - 1))
            } else if (each.kind === 'follow') await standby.follow(answer)
            else if (each.kind === 'drop') {
              await active.database.drop('s', 0)
              await takeUp(active)
            } else if (each.kind === 'takeover') {
              ;[active, standby] = [standby, active]
              await takeUp(active)
            } else if (each.kind === 'program') {
              active.spec = specs[each.which]!
              await takeUp(active)
            }
          }
          await active.commit(log)
          model.commit()
          await standby.follow(answer)
          for (let at = Math.max(0, now - keepMs); at <= now + 2; at++) {
            const expected = model.at(at)
            for (const { view } of instances) {
              const { rows, next } = await view.page({ at })
              expect({ at, rows, next }).toEqual({ at, rows: expected, next: null })
              const { values } = await view.readAll(keys, 0, at)
              expect(values).toEqual(keys.map(key => new Map(expected).get(key)))
              const middle = expected.slice(1, 2).map(([key]) => key)[0]
              if (middle === undefined) continue
              expect((await view.page({ at, limit: 1, from: middle })).rows).toEqual([expected[1]])
              expect((await view.page({ at, to: middle })).rows).toEqual([expected[0]])
              expect((await view.page({ at, after: middle })).rows).toEqual(expected.slice(2))
              expect(await view.get(middle, { at })).toBe(expected[1]![1])
            }
          }
          expect((await active.view.page()).rows).toEqual(model.at(Number.POSITIVE_INFINITY))
        },
      ),
      { numRuns: kind === 'memory' ? 300 : 30 },
    )
  })

  test('a sweep leaves what moments after its horizon show, and nothing of what is gone for long', async () => {
    const log: LoggedChange[] = []
    const instance = new Instance(await testDatabases.fresh(), specs[0]!, log)
    await instance.follow(1)
    await instance.open(-1, 0)
    const write = (at: number, key: string, value: number | null) => {
      instance.clock.timestamp = instance.clock.streamTime = at
      if (value === null) instance.store!.delete(key)
      else instance.store!.put(key, value)
    }
    for (let i = 0; i < 700; i++) {
      write(i, 'kept', i)
      write(i, `gone${i}`, i)
    }
    for (let i = 0; i < 700; i++) write(700, `gone${i}`, null)
    write(801, 'kept', 801)
    write(900, 'young', 1)
    await instance.commit(log)
    const sweep = new HistorySweep(instance.database, 's', 0, 1)
    for (let i = 0; i < 6; i++) await sweep.step(800)
    const left = await instance.database.range(historyStore('s'), 0, {})
    expect(left.map(({ key }) => key.subarray(0, -9).toString())).toEqual(['kept', 'kept', 'young'])
    now = 800 + keepMs
    expect(await instance.view.get('kept', { at: 800 })).toBe(699)
    expect(await instance.view.get('kept', { at: 801 })).toBe(801)
  })

  test('begin where they are declared over rows that are there; are gone, and asked for in vain, where they are not', async () => {
    const log: LoggedChange[] = []
    const instance = new Instance(await testDatabases.fresh(), specs[2]!, log)
    const takeUp = async (which: number) => {
      instance.spec = specs[which]!
      await instance.follow(10)
      await instance.open(now, 0)
    }
    await takeUp(2)
    now = 100
    instance.clock.timestamp = 90
    instance.store!.put('a', 1)
    await instance.commit(log)
    await expect(instance.view.get('a', { at: 95 })).rejects.toThrow('has no versions')
    now = 110
    await takeUp(0)
    now = 120
    instance.clock.timestamp = 120
    instance.store!.put('a', 2)
    await instance.commit(log)
    expect(await instance.view.get('a', { at: 110 })).toBe(1)
    expect(await instance.view.get('a', { at: 120 })).toBe(2)
    await expect(instance.view.get('a', { at: 109 })).rejects.toMatchObject({ since: 110 })
    now = 200
    await expect(instance.view.page({ at: 149 })).rejects.toMatchObject({ since: 150 })
    await takeUp(2)
    expect(await instance.database.range(historyStore('s'), 0, {})).toEqual([])
    await expect(instance.view.get('a', { at: 190 })).rejects.toThrow('has no versions')
  })

  test('of a changelog that may be compacted too soon are whole from its restore on', async () => {
    const log: LoggedChange[] = []
    const instance = new Instance(await testDatabases.fresh(), specs[0]!, log)
    lagOfTopic = 0
    await instance.follow(10)
    await instance.open(-1, 0)
    now = 10
    instance.clock.timestamp = 10
    instance.store!.put('a', 1)
    await instance.commit(log)
    expect(await instance.view.get('a', { at: 5 })).toBeUndefined()
    await instance.database.drop('s', 0)
    now = 20
    await instance.follow(10)
    await expect(instance.view.get('a', { at: 15 })).rejects.toMatchObject({ since: 20 })
    expect(await instance.view.get('a', { at: 20 })).toBe(1)
    expect(configured.at(-1)).toEqual({ 'min.compaction.lag.ms': String(86_400_000 + keepMs) })
  })
})

test.each([
  [{ versions: { keepMs: 0 } }, 'whole number'],
  [{ versions: { keepMs: 1 }, ttlMs: 1 }, 'ttlMs'],
  [{ versions: { keepMs: 1 }, changelog: 'none' as const }, 'changelog'],
  [
    { versions: { keepMs: 1 }, changelogConfigs: { 'max.compaction.lag.ms': '86400000' } },
    '86400001 at least',
  ],
])('%j is refused', (options, why) => {
  expect(() => keyValueStore({ name: 's', key: text, value: json<number>(), ...options })).toThrow(why)
})
