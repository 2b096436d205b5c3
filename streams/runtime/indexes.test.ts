import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IndexDefinitions } from '../graph/storeIndex.ts'
import { keyValueStore, type StoreSpec } from '../graph/storeSpec.ts'
import { json, text } from '../serdes/index.ts'
import { writeIndexChanges } from '../stores/indexChanges.ts'
import { indexStore } from '../stores/indexStore.ts'
import { Journal } from '../stores/journal.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { sealedChanges, writeChanges } from '../stores/sealedChange.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { encodeRow } from '../stores/storedValue.ts'
import { Sweep } from '../stores/sweep.ts'
import { TaskStore } from '../stores/taskStore.ts'
import { changelogAnswer, type LoggedChange } from '../testing/changelogAnswer.ts'
import { indexProblems } from '../testing/indexProblems.ts'
import { TestDatabases } from '../testing/testDatabases.ts'
import { openIndexes } from './openIndexes.ts'
import { StoreReplica } from './storeReplica.ts'
import { systemTime } from './time.ts'

interface Rdv {
  readonly patientId: string | null
  readonly medecinId: string
  readonly date: number
  readonly mots: readonly string[]
}

/** What programs one after the other declare: indexes come, go, and change their version with their function. */
const definitions: readonly IndexDefinitions<Rdv>[] = [
  {
    byPatient: row => row.patientId,
    byMedecinDate: row => [row.medecinId, row.date],
    byMot: { keys: row => row.mots },
  },
  { byPatient: row => row.patientId, byMedecinDate: { key: row => [row.date, row.medecinId], version: 2 } },
  {},
  { byPatient: { key: row => (row.patientId === null ? 'nobody' : undefined), version: 7 } },
  {
    byPatient: row => row.patientId,
    byMedecinDate: row => [row.medecinId, row.date],
    byMot: { keys: row => row.mots },
    byDate: row => row.date,
  },
]
const ttlMs = 100
const specs = definitions.map(
  indexes =>
    keyValueStore({ name: 's', key: text, value: json<Rdv>(), ttlMs, indexes }) as StoreSpec<
      unknown,
      unknown
    >,
)

/** One state database with a store partition, as an instance has it that is active or a standby, one after the other. */
class Instance {
  database: StateDatabase
  spec: StoreSpec<unknown, unknown>
  store: TaskStore<string, Rdv> | null = null
  readonly clock = { timestamp: 0, streamTime: 0 }
  readonly #log: readonly LoggedChange[]

  constructor(database: StateDatabase, spec: StoreSpec<unknown, unknown>, log: readonly LoggedChange[]) {
    this.database = database
    this.spec = spec
    this.#log = log
  }

  /** As a replica is opened, and reads on to the end of the log, so many records an answer. */
  async follow(recordsAnAnswer: number): Promise<void> {
    this.store = null
    const { database, spec } = this
    const position = await database.position('s', 0)
    const isWanted = () => true
    if (position) await openIndexes({ spec, partition: 0, database, position, isWanted }, context)
    const log = this.#log
    const replica = new StoreReplica({
      spec,
      partition: 0,
      database,
      topic: 'log',
      topicId: 'id',
      from: position?.offset ?? 0,
      asOf: systemTime.now(),
      empty: position === null,
      keptMs: Number.POSITIVE_INFINITY,
      to: log.length,
      toAsOf: null,
      end: log.length,
      time: systemTime,
      moved: () => {},
      stopped: why => {
        throw new Error(String(why))
      },
    })
    while (replica.wanted !== null)
      await replica.take(changelogAnswer(log, replica.wanted, recordsAnAnswer), systemTime.now())
    await replica.close()
  }

  /** As its task opens: what was not committed is gone. */
  async open(cacheBytes: number): Promise<void> {
    const rows = await this.database.range('s', 0, { limit: 1 })
    this.store = new TaskStore({
      spec: this.spec as unknown as StoreSpec<string, Rdv>,
      partition: 0,
      database: this.database,
      journal: new Journal(),
      clock: this.clock,
      memory: new RowMemory(cacheBytes),
      empty: rows.length === 0,
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
    const indexes = store.indexes && { indexes: store.indexes.versions }
    batch.setPosition('s', 0, { topic: 'log', topicId: 'id', offset: log.length, time: 0, ...indexes })
    await batch.write()
    store.committed()
    store.cache.age()
  }

  async problems(): Promise<readonly string[]> {
    const rows = await this.database.range('s', 0, {})
    return indexProblems(this.spec, rows, await this.database.range(indexStore('s'), 0, {}))
  }
}

const context = { logger: { info() {}, warn() {}, error() {} }, time: systemTime }

const keys = ['a', 'b', 'c', 'd', 'e', 'é\u{1F600}']
const row = fc.record({
  patientId: fc.constantFrom('P1', 'P2', null),
  medecinId: fc.constantFrom('M1', 'M10', 'M\0'),
  date: fc.constantFrom(-1, 0, 1.5, 1e12),
  mots: fc.array(fc.constantFrom('', 'du', 'dup', 'pont'), { maxLength: 3 }),
})
const key = fc.constantFrom(...keys)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), key, row, by: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), key }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'commit',
        'commit',
        'sweep',
        'crash',
        'follow',
        'takeover',
        'drop',
      ) as fc.Arbitrary<'commit' | 'sweep' | 'crash' | 'follow' | 'takeover' | 'drop'>,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('program' as const),
      which: fc.nat(specs.length - 1),
      // One from before there were indexes writes rows and knows of no entries.
      isEarlier: fc.boolean(),
    }),
  },
)

describe.each(TestDatabases.kinds)('indexes over a database of %s', kind => {
  let testDatabases: TestDatabases
  beforeEach(() => {
    testDatabases = new TestDatabases(kind)
  })
  afterEach(() => testDatabases.close())

  test('entries are those of the rows, whatever is written, lost, restored, taken over and declared', async () => {
    const databases = [await testDatabases.fresh(), await testDatabases.fresh()]
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 80 }),
        fc.constantFrom(0, 1_500, Number.POSITIVE_INFINITY),
        fc.integer({ min: 1, max: 7 }),
        async (steps, cacheBytes, answer) => {
          for (const database of databases) await database.drop('s', 0)
          const log: LoggedChange[] = []
          const instances = databases.map(database => new Instance(database, specs[0]!, log))
          let [active, standby] = instances as [Instance, Instance]
          const takeUp = async (instance: Instance) => {
            await instance.follow(answer)
            await instance.open(cacheBytes)
          }
          await takeUp(active)
          for (const each of steps) {
            const store = active.store!
            if (each.kind === 'put') {
              active.clock.timestamp = active.clock.streamTime + each.by
              store.put(each.key, each.row)
              active.clock.streamTime = active.clock.timestamp
            } else if (each.kind === 'delete') store.delete(each.key)
            else if (each.kind === 'read') {
              const [stored] = await active.database.get('s', 0, [Buffer.from(each.key)])
              if (!store.has(each.key)) store.loaded(each.key, Buffer.from(each.key), stored!)
            } else if (each.kind === 'sweep') await new Sweep(store as unknown as TaskStore).step()
            else if (each.kind === 'commit') await active.commit(log)
            else if (each.kind === 'crash') await takeUp(active)
            else if (each.kind === 'follow') await standby.follow(answer)
            else if (each.kind === 'drop') {
              await active.database.drop('s', 0)
              await takeUp(active)
            } else if (each.kind === 'takeover') {
              ;[active, standby] = [standby, active]
              await takeUp(active)
            } else if (each.kind === 'program') {
              if (each.isEarlier) await writeAsEarlier(active, log)
              active.spec = specs[each.which]!
              await takeUp(active)
            }
            for (const instance of instances) expect(await instance.problems()).toEqual([])
          }
        },
      ),
      { numRuns: kind === 'memory' ? 300 : 40 },
    )
  })

  /** A program that knows nothing of indexes commits a row: entries stay as they were, and no versions are told. */
  async function writeAsEarlier({ database }: Instance, log: LoggedChange[]): Promise<void> {
    const value = JSON.stringify({ patientId: 'P3', medecinId: 'M3', date: 3, mots: ['trois'] })
    log.push({ key: 'a', value, timestamp: 0 })
    const batch = database.batch()
    batch.put('s', 0, Buffer.from('a'), encodeRow(value, 0))
    batch.setPosition('s', 0, { topic: 'log', topicId: 'id', offset: log.length, time: 0 })
    await batch.write()
  }

  test.each([
    [2, 0, 0],
    [2, 0, 1],
    [2, 0, 2],
    [0, 4, 0],
    [0, 4, 4],
    [0, 1, 0],
  ])('after program %d, a build by %d that was cut off is done again by %d', async (first, half, next) => {
    const database = await testDatabases.fresh()
    const log: LoggedChange[] = []
    const instance = new Instance(database, specs[first]!, log)
    await instance.follow(1)
    await instance.open(0)
    for (let n = 0; n < 2_500; n++)
      instance.store!.put(`k${n}`, { patientId: `P${n}`, medecinId: 'M1', date: n, mots: [] })
    await instance.commit(log)
    let asked = 0
    const position = await database.position('s', 0)
    const target = { spec: specs[half]!, partition: 0, database, position, isWanted: () => ++asked < 2 }
    await expect(openIndexes(target, context)).rejects.toThrow('given up')
    expect(await instance.problems()).not.toEqual([])
    instance.spec = specs[next]!
    await instance.follow(100)
    expect(await instance.problems()).toEqual([])
  })

  test('an index that did not change is left as it is', async () => {
    const database = await testDatabases.fresh()
    const log: LoggedChange[] = []
    const instance = new Instance(database, specs[0]!, log)
    await instance.follow(1)
    await instance.open(0)
    instance.store!.put('a', { patientId: 'P1', medecinId: 'M1', date: 1, mots: ['un'] })
    await instance.commit(log)
    // An entry that only a build would take away.
    const batch = database.batch()
    batch.put(indexStore('s'), 0, Buffer.from('byPatient\0left'), Buffer.alloc(0))
    await batch.write()
    instance.spec = specs[1]!
    await instance.follow(1)
    expect(await instance.problems()).toEqual(['an entry of no row: byPatient\0left'])
  })
})

test('a row that an index has no key for is refused when it is put, and its values are not told', async () => {
  const spec = keyValueStore({
    name: 's',
    key: text,
    value: json<{ nom: string }>(),
    indexes: { byNom: row => row.nom.toLowerCase() },
  })
  const instance = new Instance(new MemoryDatabase(), spec as unknown as StoreSpec<unknown, unknown>, [])
  await instance.open(0)
  expect(() => instance.store!.put('a', {} as never)).toThrow(
    /index "byNom" of the store "s" has no key for a row/,
  )
  expect(() => instance.store!.put('a', { nom: 'x' } as never)).not.toThrow()
})
