import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Outbox, type OutboxOptions } from './outbox.ts'
import { OutboxUnable } from './outboxUnable.ts'
import { entry, silent } from './test/entries.ts'

let folder: string
const open: Outbox[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
  await rm(folder, { recursive: true })
})

async function start(options: Partial<OutboxOptions> = {}): Promise<Outbox> {
  const outbox = await Outbox.open({ folder, maxRecords: 1_000, maxBytes: 1 << 20, log: silent, ...options })
  open.push(outbox)
  return outbox
}
/** As a process ends: what is open is closed, nothing else is done. */
const end = (outbox: Outbox) => open.splice(open.indexOf(outbox), 1)[0]!.close()
const events = (outbox: Outbox) => outbox.kept.map(each => each.entry.eventId)
const numbers = (outbox: Outbox) => outbox.kept.map(({ number }) => number)
const segments = async () => (await readdir(folder)).filter(name => name.endsWith('.log')).sort()

describe('an outbox', () => {
  test('has, after a restart, what was kept, in order and under the same numbers', async () => {
    const first = await start()
    await Promise.all([1, 2, 3].map(each => first.keep(entry(each))))
    await first.keep(entry(4))
    expect(numbers(first)).toEqual([0, 1, 2, 3])
    await end(first)
    const second = await start()
    expect(second.id).toBe(first.id)
    expect(second.kept).toEqual(first.kept)
    await second.keep(entry(5))
    await end(second)
    const third = await start()
    expect(events(third)).toEqual(['event-1', 'event-2', 'event-3', 'event-4', 'event-5'])
    expect(numbers(third)).toEqual([0, 1, 2, 3, 4])
  })

  test('numbers never begin again, also when everything was sent and the process restarted', async () => {
    const first = await start()
    await first.keep(entry(1))
    await first.keep(entry(2))
    await first.settle(2)
    expect(first.isEmpty).toBe(true)
    await end(first)
    const second = await start()
    expect(second.isEmpty).toBe(true)
    expect(second.id).toBe(first.id)
    await second.keep(entry(3))
    expect(numbers(second)).toEqual([2])
  })

  test('files go as their records are sent', async () => {
    const outbox = await start({ maxBytes: 64 * 1024 })
    const value = 'x'.repeat(4_000)
    for (let i = 0; i < 10; i++) await outbox.keep(entry(i, value))
    const before = outbox.bytes
    expect((await segments()).length).toBeGreaterThan(2)
    await outbox.settle(9)
    expect(outbox.bytes).toBeLessThan(before / 2)
    await outbox.settle(10)
    expect(await segments()).toHaveLength(1)
    expect(outbox.bytes).toBeLessThan(100)
  })

  test('takes no more than it may, and takes again when something was sent', async () => {
    const outbox = await start({ maxRecords: 3 })
    await Promise.all([1, 2].map(each => outbox.keep(entry(each))))
    const both = await Promise.allSettled([3, 4].map(each => outbox.keep(entry(each))))
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await expect(outbox.keep(entry(5))).rejects.toThrow('3 records (OUTBOX_RECORDS)')
    await outbox.settle(1)
    await outbox.keep(entry(6))
    expect(events(outbox)).toEqual(['event-2', 'event-3', 'event-6'])
  })

  test('its files stay within their bytes', async () => {
    const maxBytes = 64 * 1024
    const outbox = await start({ maxBytes })
    const value = 'x'.repeat(3_000)
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => outbox.keep(entry(i, value))),
    )
    const refused = results.filter(each => each.status === 'rejected')
    expect(refused.length).toBeGreaterThan(5)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(OutboxUnable)
    expect(outbox.kept.length + refused.length).toBe(30)
    expect(outbox.bytes).toBeLessThanOrEqual(maxBytes)
  })

  test('one process at a time has it', async () => {
    const outbox = await start()
    await expect(start()).rejects.toThrow('in use by another process')
    await end(outbox)
    await start()
  })

  test('what is given out at once is bounded in records and bytes, and is one at least', async () => {
    const outbox = await start()
    for (let i = 0; i < 5; i++) await outbox.keep(entry(i, 'x'.repeat(1_000)))
    expect(outbox.oldest(3, 1e6)).toHaveLength(3)
    expect(outbox.oldest(100, 2_500)).toHaveLength(2)
    expect(outbox.oldest(100, 1)).toHaveLength(1)
  })

  test('damage is set aside and told; what lies before it and in other files is kept', async () => {
    const first = await start({ maxBytes: 64 * 1024 })
    for (let i = 0; i < 6; i++) await first.keep(entry(i, 'x'.repeat(4_000)))
    await end(first)
    const [name] = await segments()
    const file = await readFile(join(folder, name!))
    file[file.length - 1]! ^= 1
    await writeFile(join(folder, name!), file)
    const warnings: string[] = []
    const second = await start({ log: { info() {}, warn: (_details, message) => warnings.push(message) } })
    expect(warnings).toEqual(['the outbox is damaged'])
    expect(await readdir(folder)).toContain(`${name}.damaged`)
    const lost = Array.from({ length: 6 }, (_, i) => `event-${i}`).filter(
      each => !events(second).includes(each),
    )
    expect(lost).toHaveLength(1)
  })

  test('cut at any byte it begins again with a prefix of what was acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
        fc.nat(),
        fc.boolean(),
        async (rounds, chance, garbage) => {
          const own = await mkdtemp(join(tmpdir(), 'outbox-'))
          try {
            const first = await start({ folder: own })
            const [name] = await readdir(own).then(names => names.filter(each => each.endsWith('.log')))
            const path = join(own, name!)
            /** Length of the file when so many were acknowledged. */
            const acknowledged = [{ bytes: first.bytes, count: 0 }]
            let count = 0
            for (const values of rounds) {
              await Promise.all(values.map(value => first.keep(entry(count++, value))))
              acknowledged.push({ bytes: first.bytes, count })
            }
            await end(first)
            const cut = chance % (first.bytes + 1)
            await truncate(path, cut)
            if (garbage) await appendFile(path, Buffer.from([0, 0, 0, 9, 1, 2, 3]))
            const second = await start({ folder: own })
            const safe = acknowledged.findLast(each => each.bytes <= cut)?.count ?? 0
            expect(second.kept.length).toBeGreaterThanOrEqual(safe)
            expect(second.kept).toEqual(first.kept.slice(0, second.kept.length))
            await second.keep(entry('after'))
            expect(second.kept.at(-1)!.number).toBe(second.kept.length - 1)
            await end(second)
          } finally {
            await rm(own, { recursive: true })
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('what was acknowledged before a kill -9 is there after it', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'test', 'keepForEver.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let acknowledged = 0
    for await (const chunk of child.stdout) {
      acknowledged = Number(String(chunk).trim().split('\n').at(-1))
      if (acknowledged > 200) break
    }
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    const outbox = await start({ maxRecords: 1e6, maxBytes: 1 << 30 })
    expect(outbox.kept.length).toBeGreaterThan(acknowledged)
    expect(events(outbox)).toEqual(outbox.kept.map((_, index) => `event-${index}`))
  })
})
