import fc from 'fast-check'
import { expect, test } from 'vitest'
import { enqueue } from './enqueue.ts'
import type { QueueRow } from './queueRow.ts'
import type { Report } from './report.ts'
import { settle } from './settle.ts'
import { request } from './test/request.ts'

const lease = 100
const hour = 3_600_000

/** Something that one of three dispatchers does, or the clock. */
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      by: fc.nat(2),
      does: fc.constantFrom('claim', 'claim', 'send', 'send', 'tell', 'fail', 'release', 'crash'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ by: fc.constant(0), does: fc.constant('ask') }) },
  { weight: 2, arbitrary: fc.record({ by: fc.constantFrom(1, 20, lease), does: fc.constant('wait') }) },
)

/** A dispatcher as far as it matters here: its claim on the first, and whether it began to send. */
interface Held {
  readonly eventId: string
  readonly claim: string
  readonly until: number
  hasSent: boolean
}

test('whatever dispatchers do and whenever they die: in order, and twice only what is in doubt', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 150 }), steps => {
      let queue: QueueRow | null = null
      let [now, asked, claims, freeFrom] = [1_000, 0, 0, 0]
      const held = new Map<number, Held>()
      const sent: { eventId: string; isDoubtful: boolean }[] = []
      const over = new Set<string>()
      const report = (each: Report) => {
        const settlement = queue && settle(queue, each)
        if (!settlement) return
        queue = settlement.queue
        if (settlement.settled || settlement.deadLetter) over.add(each.eventId)
        if (queue?.claim == null) freeFrom = now
      }
      // The last look before a sending: it is not settled meanwhile by one who was late.
      const isMine = ({ claim }: Held) => (queue as QueueRow | null)?.claim === claim
      for (const { by, does } of steps) {
        const mine = held.get(by)
        if (does === 'wait') now += by
        else if (does === 'ask') queue = enqueue(queue ?? undefined, request(`e${asked++}`, now), hour)
        else if (does === 'crash') held.delete(by)
        else if (does === 'claim' && !mine && queue) {
          const eventId: string = (queue as QueueRow).waiting[0]!.eventId
          const claim = `${by}-${++claims}`
          report({ kind: 'claim', eventId, claim, at: now, until: now + lease })
          if ((queue as QueueRow).claim === claim) {
            // Nobody has it who may begin to send.
            expect(now).toBeGreaterThanOrEqual(freeFrom)
            freeFrom = now + lease
            held.set(by, { eventId, claim, until: now + lease, hasSent: false })
          }
        } else if (mine && does === 'send' && !mine.hasSent && now < mine.until && isMine(mine)) {
          mine.hasSent = true
          sent.push({ eventId: mine.eventId, isDoubtful: (queue as QueueRow | null)!.isDoubtful })
        } else if (mine && does === 'release' && !mine.hasSent) {
          report({ kind: 'release', eventId: mine.eventId, claim: mine.claim, at: now })
          held.delete(by)
        } else if (mine?.hasSent && (does === 'tell' || does === 'fail')) {
          const { eventId, claim } = mine
          const failed = {
            kind: 'failed',
            eventId,
            claim,
            at: now,
            tries: 1,
            code: 'X',
            message: '',
          } as const
          report(does === 'tell' ? { kind: 'sent', eventId, at: now } : { ...failed, retryAt: null })
          held.delete(by)
        }
      }
      // First sendings are in the order of the requests, and nothing is sent after it was settled by who sent it.
      const order = [...new Set(sent.map(({ eventId }) => eventId))]
      expect(order).toEqual([...order].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))))
      const seen = new Set<string>()
      for (const { eventId, isDoubtful } of sent) {
        if (seen.has(eventId)) expect(isDoubtful).toBe(true)
        seen.add(eventId)
      }
      // Nothing is lost: what was asked for is over, or waits.
      const waiting = (queue as QueueRow | null)?.waiting.map(({ eventId }) => eventId) ?? []
      expect([...over, ...waiting].sort()).toEqual(Array.from({ length: asked }, (_, i) => `e${i}`).sort())
    }),
    { numRuns: 2_000 },
  )
})
