import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Outbox } from './outbox.ts'
import { OutboxSender } from './outboxSender.ts'
import type { Kept } from './recoverSegments.ts'
import { entry, silent } from './test/entries.ts'

/** A Kafka that keeps its position with the records, and that can fail before or after it has written. */
class Target {
  readonly written: number[] = []
  readonly fails: ('before' | 'after')[] = []
  next = 0
  opened = 0

  async open(): Promise<number> {
    this.opened++
    return this.next
  }

  async send(kept: readonly Kept[]): Promise<void> {
    const fails = this.fails.shift()
    const away = Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })
    if (fails === 'before') throw away
    this.written.push(...kept.map(({ number }) => number))
    this.next = kept.at(-1)!.number + 1
    if (fails === 'after') throw away
  }
}

let folder: string
let outbox: Outbox
let sender: OutboxSender | null = null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'))
  outbox = await Outbox.open({ folder, maxRecords: 10_000, maxBytes: 1 << 24, log: silent })
})
afterEach(async () => {
  await sender?.stop()
  await outbox.close()
  await rm(folder, { recursive: true })
})

const emptied = async () => {
  while (!outbox.isEmpty) await new Promise(setImmediate)
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('sends what is kept, in order, and then what comes', async () => {
  const target = new Target()
  for (let i = 0; i < 5; i++) await outbox.keep(entry(i))
  sender = new OutboxSender(outbox, target, silent)
  await emptied()
  await Promise.all([5, 6].map(each => outbox.keep(entry(each))))
  await emptied()
  expect(target.written).toEqual(upTo(7))
  expect(sender.sent).toBe(7)
})

test('tries again for as long as Kafka is away, and writes each once, whichever answers are lost', async () => {
  const target = new Target()
  target.fails.push('before', 'after', 'before', 'after')
  await Promise.all(upTo(2_500).map(each => outbox.keep(entry(each))))
  sender = new OutboxSender(outbox, target, silent)
  await emptied()
  expect(target.written).toEqual(upTo(2_500))
  expect(target.opened).toBe(5)
  expect(sender.lastError).toBeNull()
})

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ keep: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ fails: fc.constantFrom('before' as const, 'after' as const) }) },
  fc.constant('look' as const),
  fc.constant('restart' as const),
)

test('whatever fails, and however often it begins again, all that was acknowledged is written once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      const own = await mkdtemp(join(tmpdir(), 'outbox-'))
      const target = new Target()
      const pauses = { firstMs: 1, longestMs: 2 }
      const begin = async () => {
        const box = await Outbox.open({ folder: own, maxRecords: 1e4, maxBytes: 1 << 17, log: silent })
        return { box, sending: new OutboxSender(box, target, silent, pauses) }
      }
      const end = async () => {
        await now.sending.stop()
        await now.box.close()
      }
      let now = await begin()
      try {
        let acknowledged = 0
        for (const each of steps) {
          if (each === 'look') await new Promise(setImmediate)
          else if (each === 'restart') {
            await end()
            now = await begin()
          } else if ('fails' in each) target.fails.push(each.fails)
          else {
            await Promise.all(
              upTo(each.keep).map(i => now.box.keep(entry(acknowledged + i, 'x'.repeat(200)))),
            )
            acknowledged += each.keep
          }
        }
        await now.box.emptied(AbortSignal.timeout(20_000))
        expect(target.written).toEqual(upTo(acknowledged))
        await end()
        now = await begin()
        expect(now.box.isEmpty).toBe(true)
      } finally {
        await end()
        await rm(own, { recursive: true })
      }
    }),
    { numRuns: 40 },
  )
})

test('what an earlier process sent, and did not live to know, is not sent again', async () => {
  const target = new Target()
  target.next = 3
  for (let i = 0; i < 5; i++) await outbox.keep(entry(i))
  sender = new OutboxSender(outbox, target, silent)
  await emptied()
  expect(target.written).toEqual([3, 4])
})
