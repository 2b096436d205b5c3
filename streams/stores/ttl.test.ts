import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyValueStore } from '../graph/storeSpec.ts'
import { TopologyError } from '../graph/topologyError.ts'
import { json, text } from '../serdes/index.ts'
import { Journal } from './journal.ts'
import { MemoryDatabase } from './memoryDatabase.ts'
import { notInMemory } from './notInMemory.ts'
import { RowMemory } from './rowMemory.ts'
import { sealedChanges, writeChanges } from './sealedChange.ts'
import { encodeRow } from './storedValue.ts'
import { Sweep } from './sweep.ts'
import { TaskStore } from './taskStore.ts'

const ttlMs = 100
const spec = keyValueStore({ name: 's', key: text, value: json<number>(), ttlMs })

interface ChangelogRecord {
  readonly key: string
  readonly value: string | null
  readonly timestamp: number
}

/** A store with its database, and its changelog as a list; `restore` loses everything but the changelog. */
class Bench {
  database = new MemoryDatabase()
  readonly changelog: ChangelogRecord[] = []
  readonly clock = { timestamp: -1, streamTime: -1 }
  readonly #cacheBytes: number
  #committedStreamTime = -1
  store!: TaskStore<string, number>
  sweep!: Sweep

  constructor(cacheBytes: number) {
    this.#cacheBytes = cacheBytes
    this.open(true)
  }

  /** As a task opens: what was not committed is gone. */
  open(empty: boolean): void {
    this.clock.streamTime = this.#committedStreamTime
    this.clock.timestamp = this.#committedStreamTime
    this.store = new TaskStore({
      spec,
      partition: 0,
      database: this.database,
      journal: new Journal(),
      clock: this.clock,
      memory: new RowMemory(this.#cacheBytes),
      empty,
    })
    this.sweep = new Sweep(this.store as unknown as TaskStore)
  }

  async restore(): Promise<void> {
    this.database = new MemoryDatabase()
    const batch = this.database.batch()
    for (const { key, value, timestamp } of this.changelog) {
      if (value === null) batch.delete('s', 0, Buffer.from(key))
      else batch.put('s', 0, Buffer.from(key), encodeRow(value, timestamp))
    }
    await batch.write()
    this.open(false)
  }

  /** A record of this time is processed. */
  at<T>(timestamp: number, work: () => T): T {
    this.clock.timestamp = timestamp
    const result = work()
    this.clock.streamTime = Math.max(this.clock.streamTime, timestamp)
    return result
  }

  async commit(): Promise<void> {
    const store = this.store as unknown as TaskStore
    await store.learnReplaced()
    store.seal()
    const changes = sealedChanges(store)
    for (const { key, value, timestamp } of changes) {
      this.changelog.push({ key: String(key), value: value as string | null, timestamp })
    }
    const batch = this.database.batch()
    writeChanges(store, changes, batch)
    await batch.write()
    store.committed()
    store.cache.age()
    this.#committedStreamTime = this.clock.streamTime
  }

  async get(key: string): Promise<number | undefined> {
    return this.loading(() => this.store.get(key))
  }

  async range(): Promise<readonly (readonly [string, number])[]> {
    return this.loading(() => this.store.range(undefined, undefined))
  }

  /** As the engine does it: what is missing is loaded, and the read begins anew. */
  async loading<T>(read: () => T): Promise<T> {
    for (;;) {
      try {
        return read()
      } catch (error) {
        if (error !== notInMemory) throw error
        const rows = await this.database.range('s', 0, {})
        for (const key of keys)
          this.store.loaded(key, Buffer.from(key), rows.find(row => String(row.key) === key)?.value ?? null)
        this.store.loadedRange(undefined, undefined, rows)
      }
    }
  }

  /** What the changelog's last record of each key says. */
  get compacted(): ReadonlyMap<string, string> {
    const rows = new Map<string, string>()
    for (const { key, value } of this.changelog) {
      if (value === null) rows.delete(key)
      else rows.set(key, value)
    }
    return rows
  }

  async stored(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.range('s', 0, {})
    return new Map(rows.map(({ key, value }) => [String(key), String(value.subarray(8))]))
  }
}

const keys = ['a', 'b', 'c', 'd', 'e']

/** The same by plain words: a row lives until stream time is past its timestamp by more than the ttl. */
class Model {
  rows = new Map<string, { readonly value: number; readonly timestamp: number }>()
  streamTime = -1

  get(key: string): number | undefined {
    const row = this.rows.get(key)
    return row && row.timestamp + ttlMs >= this.streamTime ? row.value : undefined
  }

  copy(): Model {
    const copy = new Model()
    copy.rows = new Map(this.rows)
    copy.streamTime = this.streamTime
    return copy
  }
}

const key = fc.constantFrom(...keys)
// Later mostly, sometimes late.
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, by: fc.integer({ min: -150, max: 80 }) }),
  fc.record({ kind: fc.constant('delete' as const), key, by: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ kind: fc.constantFrom('commit', 'sweep', 'crash', 'restore', 'read') }),
)

describe('rows with a time to live', () => {
  test('whatever is swept, lost and restored in between, reads are those of the model', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 120 }),
        fc.constantFrom(0, 2_000, Number.POSITIVE_INFINITY),
        async (steps, cacheBytes) => {
          const bench = new Bench(cacheBytes)
          let model = new Model()
          let committed = model.copy()
          for (const [value, each] of steps.entries()) {
            if ('key' in each) {
              const timestamp = Math.max(0, model.streamTime + each.by)
              bench.at(timestamp, () =>
                each.kind === 'put' ? bench.store.put(each.key, value) : bench.store.delete(each.key),
              )
              if (each.kind === 'put') model.rows.set(each.key, { value, timestamp })
              else model.rows.delete(each.key)
              model.streamTime = Math.max(model.streamTime, timestamp)
            } else if (each.kind === 'sweep') await bench.sweep.step()
            else if (each.kind === 'commit') {
              await bench.commit()
              committed = model.copy()
            } else if (each.kind === 'crash' || each.kind === 'restore') {
              if (each.kind === 'crash') bench.open(false)
              else await bench.restore()
              model = committed.copy()
            }
            // What was deleted here was deleted there.
            expect(await bench.stored()).toEqual(bench.compacted)
            for (const name of keys) expect(await bench.get(name)).toBe(model.get(name))
            expect(new Map(await bench.range())).toEqual(
              new Map(
                keys.flatMap(name => (model.get(name) === undefined ? [] : [[name, model.get(name)!]])),
              ),
            )
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a sweep leaves nothing that is gone, in the database and in the changelog', async () => {
    const bench = new Bench(0)
    for (let n = 0; n < 5; n++) bench.at(n, () => bench.store.put(keys[n]!, n))
    await bench.commit()
    bench.at(103, () => {})
    await bench.sweep.step()
    await bench.commit()
    expect([...(await bench.stored()).keys()]).toEqual(['d', 'e'])
    expect(bench.compacted).toEqual(await bench.stored())
    await bench.restore()
    expect(await bench.range()).toEqual([
      ['d', 3],
      ['e', 4],
    ])
  })

  test('the exact moment: alive while stream time is its timestamp and the ttl, gone after it', async () => {
    const bench = new Bench(Number.POSITIVE_INFINITY)
    bench.at(1, () => bench.store.put('a', 1))
    expect(bench.at(101, () => bench.store.get('a'))).toBe(1)
    // The record in hand counts.
    expect(bench.at(102, () => bench.store.get('a'))).toBeUndefined()
    // A late record does not bring the time back.
    expect(bench.at(50, () => bench.store.get('a'))).toBeUndefined()
  })

  test('a row written again before the sweep commits stays', async () => {
    const bench = new Bench(0)
    bench.at(0, () => bench.store.put('a', 1))
    await bench.commit()
    bench.at(500, () => bench.store.put('a', 2))
    await bench.sweep.step()
    await bench.commit()
    expect(await bench.get('a')).toBe(2)
  })

  test('a store larger than one step is swept in several, and rests until there is something due', async () => {
    const bench = new Bench(0)
    for (let n = 0; n < 2500; n++) bench.at(n % 2, () => bench.store.put(`k${n}`, n))
    await bench.commit()
    bench.at(1000, () => bench.store.put('young', 1))
    const steps = []
    for (let n = 0; n < 4; n++) {
      steps.push(await bench.sweep.step())
      await bench.commit()
    }
    expect(steps.map(({ deleted }) => deleted)).toEqual([1000, 1000, 500, 0])
    expect(steps[3]!.looked).toBe(0)
    bench.at(1000 + ttlMs + ttlMs / 8, () => {})
    expect(await bench.sweep.step()).toEqual({ looked: 1, deleted: 1, isEnd: true })
  })

  test.each([0, -1, 1.5, Number.NaN])('a ttl of %d is refused', ttl => {
    expect(() => keyValueStore({ name: 's', key: text, value: text, ttlMs: ttl })).toThrow(TopologyError)
  })
})
