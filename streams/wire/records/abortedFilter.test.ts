import { describe, expect, test } from 'vitest'
import type { AbortedTransaction } from '../kafka.ts'
import { BatchBuilder } from './batchBuilder.ts'
import { markerBatch, placeAt } from './markerBatch.ts'
import { RecordCursor } from './recordCursor.ts'

/** A log of one partition: each call appends a batch of one record, or a marker, at the next offset. */
class Log {
  readonly #batches: Buffer[] = []

  write(producerId: number, value: string, transactional = true): this {
    const builder = new BatchBuilder()
    builder.append(null, value, 0, null)
    const batch = builder.finish({ producerId, producerEpoch: 0, baseSequence: 0, transactional })
    return this.#add(batch)
  }

  end(producerId: number, end: 'commit' | 'abort'): this {
    return this.#add(markerBatch(end, producerId, 0))
  }

  read(
    from: number,
    aborted: readonly AbortedTransaction[],
    upTo = this.#batches.length,
    fetchedFrom = from,
  ) {
    const cursor = new RecordCursor(Buffer.concat(this.#batches.slice(fetchedFrom, upTo)), from, aborted)
    const values: (string | null)[] = []
    while (cursor.next()) values.push(cursor.valueText())
    return { values, nextOffset: cursor.nextOffset }
  }

  #add(batch: Buffer): this {
    this.#batches.push(placeAt(batch, this.#batches.length))
    return this
  }
}

describe('records of aborted transactions', () => {
  test('are left out, those of committed ones between them are not', () => {
    const log = new Log()
      .write(1, 'a1')
      .write(2, 'c1')
      .write(1, 'a2')
      .end(1, 'abort')
      .write(2, 'c2')
      .end(2, 'commit')
    expect(log.read(0, [{ producerId: 1, firstOffset: 0 }])).toEqual({ values: ['c1', 'c2'], nextOffset: 6 })
  })

  test('of several transactions of one producer: aborted, committed, aborted', () => {
    const log = new Log()
      .write(1, 'a')
      .end(1, 'abort')
      .write(1, 'c')
      .end(1, 'commit')
      .write(1, 'b')
      .write(1, 'b')
      .end(1, 'abort')
      .write(1, 'd')
      .end(1, 'commit')
    const aborted = [
      { producerId: 1, firstOffset: 4 },
      { producerId: 1, firstOffset: 0 },
    ]
    expect(log.read(0, aborted)).toEqual({ values: ['c', 'd'], nextOffset: 9 })
  })

  test('are left out when the marker lies beyond the fetch', () => {
    const log = new Log().write(1, 'a1').write(2, 'c').write(1, 'a2').end(2, 'commit').end(1, 'abort')
    expect(log.read(0, [{ producerId: 1, firstOffset: 0 }], 3)).toEqual({ values: ['c'], nextOffset: 3 })
  })

  test('are left out when the transaction began before the fetch', () => {
    const log = new Log().write(1, 'a1').write(1, 'a2').end(1, 'abort').write(1, 'c').end(1, 'commit')
    expect(log.read(1, [{ producerId: 1, firstOffset: 0 }])).toEqual({ values: ['c'], nextOffset: 5 })
  })

  test('a buffer read again from further on hides the same records', () => {
    const log = new Log().write(1, 'a').end(1, 'abort').write(1, 'c').write(1, 'c').end(1, 'commit')
    expect(log.read(3, [{ producerId: 1, firstOffset: 0 }], undefined, 0).values).toEqual(['c'])
  })

  test('records that are in no transaction stay, though their producer aborted one', () => {
    const log = new Log().write(1, 'a').write(1, 'plain', false).end(1, 'abort')
    expect(log.read(0, [{ producerId: 1, firstOffset: 0 }]).values).toEqual(['plain'])
  })

  test('a fetch of nothing but markers moves on', () => {
    const log = new Log().end(1, 'abort').end(2, 'commit')
    expect(log.read(0, [])).toEqual({ values: [], nextOffset: 2 })
  })
})
