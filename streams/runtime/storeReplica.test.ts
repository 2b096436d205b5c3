import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyValueStore } from '../graph/storeSpec.ts'
import { text } from '../serdes/text.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { decodeRow, encodeRow } from '../stores/storedValue.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { placeAt } from '../wire/records/markerBatch.ts'
import { StoreReplica, type StoreReplicaOptions } from './storeReplica.ts'
import { systemTime } from './time.ts'

const spec = keyValueStore({ name: 'rows', key: text, value: text })

interface Change {
  readonly key: string
  readonly value: string | null
}

/** A log of batches, and what a broker would answer from an offset on: whole batches, the last one cut. */
class Log {
  readonly #batches: { readonly base: number; readonly end: number; readonly bytes: Buffer }[] = []
  end = 0

  append(changes: readonly Change[]): void {
    const builder = new BatchBuilder()
    for (const [i, { key, value }] of changes.entries()) builder.append(key, value, this.end + i, null)
    const bytes = builder.finish(plainBatch)
    placeAt(bytes, this.end)
    this.#batches.push({ base: this.end, end: this.end + changes.length, bytes })
    this.end += changes.length
  }

  answer(from: number, batches: number, cut: number) {
    const left = this.#batches.filter(({ end }) => end > from)
    const next = left[batches]?.bytes.subarray(0, cut)
    const bytes = left.slice(0, batches).map(batch => batch.bytes)
    return {
      topic: 'log',
      partition: 0,
      error: null,
      highWatermark: this.end,
      lastStableOffset: this.end,
      logStartOffset: 0,
      aborted: [],
      records: Buffer.concat(next ? [...bytes, next] : bytes),
    }
  }
}

function replicaOf(
  database: MemoryDatabase,
  log: Log,
  options: Pick<StoreReplicaOptions, 'from' | 'empty'> & Partial<StoreReplicaOptions>,
): StoreReplica {
  return new StoreReplica({
    spec,
    partition: 0,
    database,
    topic: 'log',
    topicId: 'id',
    asOf: systemTime.now(),
    keptMs: Number.POSITIVE_INFINITY,
    to: log.end,
    toAsOf: null,
    end: log.end,
    time: systemTime,
    moved: () => {},
    stopped: why => {
      throw new Error(String(why))
    },
    ...options,
  })
}

async function rowsOf(database: MemoryDatabase): Promise<ReadonlyMap<string, unknown>> {
  const rows = await database.range('rows', 0, {})
  return new Map(rows.map(({ key, value }) => [key.toString(), decodeRow(text, value).value]))
}

function applied(changes: readonly Change[], before: ReadonlyMap<string, string> = new Map()) {
  const model = new Map(before)
  for (const { key, value } of changes) {
    if (value === null) model.delete(key)
    else model.set(key, value)
  }
  return model
}

/** Keys out of a few, or out of so many that they hardly repeat. */
const changesOf = (keys: number) =>
  fc.array(
    fc.record({
      key: fc.integer({ min: 0, max: keys - 1 }).map(k => `k${k}`),
      value: fc.option(fc.integer({ min: 0, max: 99 }).map(String), { nil: null, freq: 3 }),
    }),
    { minLength: 1, maxLength: 120 },
  )
const changes = fc.oneof(changesOf(3), changesOf(30), changesOf(10_000))
/** How a log is written and read: records a batch, batches an answer, bytes of the batch after them. */
const pieces = fc.array(
  fc.record({
    records: fc.integer({ min: 1, max: 12 }),
    batches: fc.integer({ min: 1, max: 4 }),
    cut: fc.integer({ min: 0, max: 80 }),
  }),
  { minLength: 1, maxLength: 20 },
)

describe('a replica of a changelog', () => {
  test('has the rows of a plain map, whatever repeats and however the answers are cut', async () => {
    await fc.assert(
      fc.asyncProperty(changes, pieces, fc.option(changes, { nil: null }), async (all, cuts, before) => {
        const log = new Log()
        for (let at = 0, n = 0; at < all.length; n++) {
          const { records } = cuts[n % cuts.length]!
          log.append(all.slice(at, at + records))
          at += records
        }
        const database = new MemoryDatabase()
        const start = applied(before ?? [])
        const batch = database.batch()
        for (const [key, value] of start) batch.put('rows', 0, Buffer.from(key), encodeRow(value, 0))
        await batch.write()
        const replica = replicaOf(database, log, { from: 0, empty: before === null })
        let taken = Promise.resolve()
        for (let n = 0; replica.wanted !== null; n++) {
          const { batches, cut } = cuts[n % cuts.length]!
          taken = replica.take(log.answer(replica.wanted, batches, cut), systemTime.now())
          // The next answer comes while this one is written, or after that.
          if (n % 2 === 0) await taken
        }
        await taken
        await replica.close()
        expect(await rowsOf(database)).toEqual(applied(all, start))
        expect(replica.position).toBe(log.end)
        expect(await database.position('rows', 0)).toMatchObject({ topicId: 'id', offset: log.end })
      }),
      { numRuns: 400 },
    )
  })

  test('where keys do not repeat, later answers are written as they come, and the last change of a key wins', async () => {
    const log = new Log()
    const all: Change[] = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: 'first' }))
    log.append(all)
    const puzzling: Change[] = [
      { key: 'gone', value: 'a' },
      { key: 'gone', value: null },
      { key: 'back', value: null },
      { key: 'back', value: 'b' },
      { key: 'back', value: 'c' },
      { key: 'k1', value: null },
      { key: 'k2', value: null },
      { key: 'k2', value: 'again' },
    ]
    for (let n = 0; n < 20; n++) log.append(puzzling)
    const database = new MemoryDatabase()
    const replica = replicaOf(database, log, { from: 0, empty: true })
    while (replica.wanted !== null) {
      const before = replica.wanted
      await replica.take(log.answer(before, 1, 0), systemTime.now())
      if (before > 0) expect(await rowsOf(database)).toEqual(applied([...all, ...puzzling]))
    }
    expect(replica.position).toBe(log.end)
  })
})

test('rows are not called current while a transaction is open behind them: it may be committed, its marker on its way', async () => {
  const log = new Log()
  log.append([{ key: 'a', value: '1' }])
  const database = new MemoryDatabase()
  const replica = replicaOf(database, log, { from: 0, empty: true, to: Number.POSITIVE_INFINITY })
  await replica.take({ ...log.answer(0, 1, 0), highWatermark: log.end + 2 }, 100)
  expect(replica.currentAt).toBe(null)
  expect(replica.isReadable).toBe(true)
  log.append([{ key: 'a', value: '2' }])
  await replica.take(log.answer(1, 1, 0), 200)
  expect(replica.currentAt).toBe(200)
  await replica.take({ ...log.answer(2, 1, 0), highWatermark: log.end + 1 }, 300)
  expect(replica.currentAt).toBe(200)
})
