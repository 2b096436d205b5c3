import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { PublishedRecord } from '../../api/commands/publisher.ts'
import { createDecoder } from '../../events/decode.ts'
import { feedLive, feedPast } from './demoFeed.ts'
import { laterPractice } from './laterPractice.ts'
import { silentMeter } from './meter.ts'

const now = Date.UTC(2026, 3, 20, 10)

function feed(end: number, failures = 0) {
  const published: PublishedRecord[] = []
  const stop = new AbortController()
  let left = failures
  return {
    published,
    stop,
    options: {
      kafka: {
        listOffsets: async (partitions: readonly object[]) =>
          partitions.map(each => ({ ...each, offset: end })),
      },
      publisher: {
        async publish(records: readonly PublishedRecord[]) {
          if (left-- > 0) throw new Error('away')
          published.push(...records)
          return []
        },
      },
      zone: 'Africa/Casablanca',
      signal: stop.signal,
      logger: pino({ level: 'silent' }),
      meter: silentMeter,
      now: () => now,
      rendezvous: 50,
    },
  }
}

describe('the demo feed', () => {
  test('publishes the past where the topics are empty, each record once, also over an outage', async () => {
    const { published, options } = feed(0, 1)
    const { records } = await feedPast(options as never)
    expect(published).toHaveLength(records)
    expect(new Set(published.map(({ topic }) => topic))).toContain('rendezvous.created')
  })

  test('leaves topics with records as they are, and goes on with the same people', async () => {
    const { published, options } = feed(3)
    const { records, practice } = await feedPast(options as never)
    expect([records, published.length]).toEqual([0, 0])
    expect(practice.patients[0]).toMatchObject({ patientId: 'PAT-0001' })
  })

  test('goes on until it is told to stop', async () => {
    const { published, options, stop } = feed(3)
    const { practice } = await feedPast(options as never)
    const live = feedLive(practice, 500, options as never)
    while (published.length < 20) await new Promise(resolve => setTimeout(resolve, 5))
    stop.abort()
    await live
    const count = published.length
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(published).toHaveLength(count)
  })
})

test('two later starts repeat neither an event id nor a rendezvous', async () => {
  const decode = createDecoder()
  const idsOf = async (at: number) => {
    const { published, options, stop } = feed(3)
    const live = feedLive(laterPractice(at, 'Africa/Casablanca'), 1_000, {
      ...options,
      now: () => at,
    } as never)
    while (published.length < 60) await new Promise(resolve => setTimeout(resolve, 5))
    stop.abort()
    await live
    return published.flatMap(({ topic, key, value, timestamp }) => {
      if (topic !== 'rendezvous.created' || !value?.startsWith('{"eventId":"')) return []
      try {
        const event = decode({ topic, key, value, timestamp })
        return [event.eventId, (event.data as { rendezVousId: string }).rendezVousId]
      } catch {
        return [] // one of the broken ones
      }
    })
  }
  const [first, second] = [await idsOf(now), await idsOf(now + 60_000)]
  expect(first!.length).toBeGreaterThan(10)
  expect(first!.filter(id => second!.includes(id))).toEqual([])
})
