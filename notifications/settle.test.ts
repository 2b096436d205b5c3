import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { enqueue, queueLimit } from './enqueue.ts'
import type { QueueRow } from './queueRow.ts'
import type { Report } from './report.ts'
import { retryDelay } from './retryDelay.ts'
import { settle } from './settle.ts'
import { request } from './test/request.ts'

const claim = (eventId: string, at: number, by = 'a-1') =>
  ({ kind: 'claim', eventId, claim: by, at, until: at + 100 }) as const
const sent = (eventId: string, at: number) => ({ kind: 'sent', eventId, at }) as const
const failed = (eventId: string, at: number, by: string, retryAt: number | null) =>
  ({ kind: 'failed', eventId, claim: by, at, tries: 1, retryAt, code: 'X', message: 'x' }) as const

const hour = 3_600_000
const two = enqueue(enqueue(undefined, request('e1', 10), hour)!, request('e2', 20), hour)!
const after = (queue: QueueRow | null, ...reports: Report[]) =>
  reports.reduce((row, report) => (row === null ? null : (settle(row, report)?.queue ?? row)), queue)

describe('a queue', () => {
  test('takes each request once, and no more than its limit', () => {
    expect(two.waiting.map(({ eventId }) => eventId)).toEqual(['e1', 'e2'])
    expect(enqueue(two, request('e1', 10), hour)).toBeNull()
    let queue: QueueRow | undefined
    for (let i = 0; i < queueLimit; i++) queue = enqueue(queue, request(`e${i}`, i), hour)!
    expect(() => enqueue(queue, request('one more', 0), hour)).toThrow('notifications wait')
  })

  test('leaves out what is too old beside a new one, but for what is being sent', () => {
    const ids = (queue: QueueRow | null) => queue?.waiting.map(({ eventId }) => eventId)
    const late = request('e3', 15 + hour)
    expect(ids(enqueue(two, late, hour))).toEqual(['e2', 'e3'])
    expect(enqueue({ ...two, tries: 2, due: 99 }, late, hour)).toMatchObject({ tries: 0, due: 20 })
    const claimed = settle(two, claim('e1', 50))!.queue!
    expect(enqueue(claimed, late, hour)).toMatchObject({ claim: 'a-1', due: 150 })
    expect(ids(enqueue(claimed, late, hour))).toEqual(['e1', 'e2', 'e3'])
  })

  test('is claimed by one at a time, and by another when that claim is over', () => {
    const claimed = settle(two, claim('e1', 50))!.queue!
    expect(claimed).toMatchObject({ claim: 'a-1', due: 150, isDoubtful: false })
    expect(settle(claimed, claim('e1', 149, 'b-1'))).toBeNull()
    expect(settle(claimed, claim('e1', 150, 'b-1'))?.queue).toMatchObject({ claim: 'b-1', isDoubtful: true })
  })

  test('is not claimed before it is due, nor for what is not its first', () => {
    expect(settle(two, claim('e1', 9))).toBeNull()
    expect(settle(two, claim('e2', 50))).toBeNull()
  })

  test('goes on with the next one when the first was sent, also by one whose claim was over', () => {
    const late = settle(after(two, claim('e1', 50), claim('e1', 200, 'b-1'))!, sent('e1', 210))!
    expect(late.settled).toEqual({ v: 1, outcome: 'sent' })
    expect(late.queue).toMatchObject({ due: 210, claim: null, tries: 0, isDoubtful: false })
    expect(late.queue!.waiting.map(({ eventId }) => eventId)).toEqual(['e2'])
    expect(settle(late.queue!, sent('e1', 300))).toBeNull()
    expect(settle(late.queue!, sent('e2', 300))).toMatchObject({ queue: null })
  })

  test('waits after a failure, and gives the first up after the last', () => {
    const claimed = settle(two, claim('e1', 50))!.queue!
    const waiting = settle(claimed, failed('e1', 60, 'a-1', 500))!.queue!
    expect(waiting).toMatchObject({ tries: 1, due: 500, claim: null })
    expect(settle(waiting, claim('e1', 499))).toBeNull()
    const again = settle(waiting, claim('e1', 500, 'a-2'))!.queue!
    expect(again.isDoubtful).toBe(false)
    const over = settle(again, failed('e1', 510, 'a-2', null))!
    expect(over.deadLetter?.eventId).toBe('e1')
    expect(over.settled).toBeNull()
    expect(over.queue!.waiting.map(({ eventId }) => eventId)).toEqual(['e2'])
  })

  test('is given back by whoever has it, and has not been sent then', () => {
    const claimed = settle(two, claim('e1', 50))!.queue!
    const release = { kind: 'release', eventId: 'e1', claim: 'a-1', at: 60 } as const
    const free = settle(claimed, release)!.queue!
    expect(free).toMatchObject({ due: 60, claim: null })
    expect(settle(free, claim('e1', 60, 'b-1'))?.queue).toMatchObject({ claim: 'b-1', isDoubtful: false })
    expect(settle(after(claimed, claim('e1', 150, 'b-1'))!, release)).toBeNull()
  })

  test('stays in doubt until the first is done with', () => {
    const doubtful = after(two, claim('e1', 50), claim('e1', 200, 'b-1'))!
    const again = after(doubtful, failed('e1', 210, 'b-1', 220), claim('e1', 220, 'b-2'))!
    expect(again).toMatchObject({ claim: 'b-2', isDoubtful: true })
    expect(after(again, sent('e1', 230))).toMatchObject({ isDoubtful: false })
  })

  test('hears of a failure only from whoever has it', () => {
    const reclaimed = after(two, claim('e1', 50), claim('e1', 200, 'b-1'))!
    expect(settle(reclaimed, failed('e1', 210, 'a-1', 999))).toBeNull()
  })
})

test('waits have full jitter under a bound that doubles up to its cap', () => {
  const retry = { baseMs: 100, capMs: 5_000 }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (tries, chance) => {
        const wait = retryDelay(tries, retry, () => chance)
        const bound = Math.min(5_000, 100 * 2 ** (tries - 1))
        expect(wait).toBe(Math.ceil(chance * bound))
      },
    ),
  )
})
