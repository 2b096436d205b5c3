import { describe, expect, test } from 'vitest'
import type { DatabaseFigures } from '../stores/databaseFigures.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { silent } from './logger.ts'
import { defaultMemoryBytes, memoryShares } from './memoryShares.ts'
import { diskLow, Resources } from './resources.ts'
import { systemTime, type Time } from './time.ts'

const MiB = 2 ** 20
const GiB = 2 ** 30

/** Time that stands still; `tick` runs what waits and lets it finish. */
function handTime() {
  const waiting = new Set<() => void>()
  const time: Time = {
    ...systemTime,
    now: () => 7,
    after: (_ms, call) => {
      waiting.add(call)
      return () => waiting.delete(call)
    },
  }
  const tick = async () => {
    for (const call of [...waiting]) call()
    waiting.clear()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { time, tick }
}

function watching(diskLowBytes: number | null = 1000) {
  const { time, tick } = handTime()
  const usage = {
    reads: 0,
    memoryBytes: 0,
    diskBytes: 0,
    freeBytes: 5000,
    diskSize: 100_000,
    figures: {} as DatabaseFigures,
  }
  const shares = memoryShares(512 * MiB)
  const rows = new RowMemory(shares.cached)
  const changes: string[] = []
  const resources = new Resources({
    usage: async () => ({ ...usage }),
    shares,
    rows,
    diskLowBytes,
    changed: () => changes.push(resources.paused ? 'paused' : 'on'),
    logger: silent,
    time,
  })
  return { resources, usage, rows, shares, changes, tick }
}

describe('memory', () => {
  test.each([64, 100, 512, 4096, 100_000])('%i MiB are divided without a rest', mib => {
    const { fetched, pending, changelogs, database, cached } = memoryShares(mib * MiB)
    expect(fetched + pending + changelogs + database + cached).toBe(mib * MiB)
    expect(Math.min(fetched, pending, changelogs, database, cached)).toBeGreaterThanOrEqual(MiB)
  })

  test('the default lies within its bounds', () => {
    expect(defaultMemoryBytes()).toBeGreaterThanOrEqual(64 * MiB)
    expect(defaultMemoryBytes()).toBeLessThanOrEqual(512 * MiB)
  })

  test('what the database takes beyond its share, the row caches give', async () => {
    const { resources, usage, rows, shares, tick } = watching()
    await resources.start()
    expect(rows.limit).toBe(shares.cached)
    usage.memoryBytes = shares.database + 50 * MiB
    await tick()
    expect(rows.limit).toBe(shares.cached - 50 * MiB)
    usage.memoryBytes = 0
    await tick()
    expect(rows.limit).toBe(shares.cached)
    await resources.close()
  })
})

describe('disk', () => {
  test('low: paused; goes on by itself, and only once there is more room than the limit', async () => {
    const { resources, usage, changes, tick } = watching()
    await resources.start()
    expect(resources.paused).toBeNull()
    usage.freeBytes = 999
    await tick()
    expect(resources.paused).toEqual({ reason: 'disk-low', since: 7, freeBytes: 999, neededBytes: 1250 })
    usage.freeBytes = 1249
    await tick()
    expect(resources.paused).toMatchObject({ freeBytes: 1249 })
    usage.freeBytes = 1250
    await tick()
    expect(resources.paused).toBeNull()
    expect(changes).toEqual(['paused', 'on'])
    await resources.close()
  })

  test('low at the start: paused before anything is opened', async () => {
    const { resources, usage } = watching()
    usage.freeBytes = 1
    await resources.start()
    expect(resources.paused).not.toBeNull()
    await resources.close()
  })

  test('0: never', async () => {
    const { resources, usage } = watching(0)
    usage.freeBytes = 0
    await resources.start()
    expect(resources.paused).toBeNull()
    await resources.close()
  })

  test('the limit goes by the size of the disk', () => {
    expect([0, 10 * GiB, 1000 * GiB].map(diskLow)).toEqual([256 * MiB, 512 * MiB, 2 * GiB])
  })
})
