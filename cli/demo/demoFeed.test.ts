import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import type { PublishedRecord } from '../../api/commands/publisher.ts'
import { BadEvent } from '../../events/badEvent.ts'
import { createDecoder, type DecodedEvent } from '../../events/decode.ts'
import { feedLive, feedPast } from './demoFeed.ts'
import { silentMeter } from './meter.ts'

const now = Date.UTC(2026, 3, 20, 10)

function feed(end: number, { failures = 0, at = now } = {}) {
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
      now: () => at,
    },
  }
}

/** Those of the records that are events. */
function eventsOf(records: readonly PublishedRecord[]): readonly DecodedEvent[] {
  const decode = createDecoder()
  return records.flatMap(record => {
    try {
      return [decode(record)]
    } catch (error) {
      expect(error).toBeInstanceOf(BadEvent)
      return []
    }
  })
}

describe('the demo feed', () => {
  test('publishes the past where the topics are empty, each record once, also over an outage', async () => {
    const { published, options } = feed(0, { failures: 1 })
    const { records } = await feedPast(options as never)
    expect(published).toHaveLength(records)
    const events = eventsOf(published)
    const rendezvous = new Set(
      events.flatMap(({ type, data }) => (type === 'rendezvous.created' ? [data.rendezVousId] : [])),
    )
    expect(rendezvous.size).toBeGreaterThan(1_000)
    expect(rendezvous.size).toBeLessThan(2_000)
    expect(events.length).toBeLessThan(published.length) // something for the dead letters
    expect(events.every(({ time }) => time <= now)).toBe(true)
  })

  test('leaves topics with records as they are, and goes on with the same people', async () => {
    const { published, options } = feed(3)
    const { records, practice } = await feedPast(options as never)
    expect([records, published.length]).toEqual([0, 0])
    expect(practice.patients[0]).toMatchObject({ identity: { patientId: 'PAT-0001' } })
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
  const idsOf = async (at: number) => {
    const { published, options, stop } = feed(3, { at })
    const { practice } = await feedPast(options as never)
    const live = feedLive(practice, 1_000, options as never)
    while (published.length < 60) await new Promise(resolve => setTimeout(resolve, 5))
    stop.abort()
    await live
    return eventsOf(published).flatMap(({ type, eventId, data }) =>
      type === 'rendezvous.created' ? [eventId, data.rendezVousId] : [],
    )
  }
  const [first, second] = [await idsOf(now), await idsOf(now + 60_000)]
  expect(first.length).toBeGreaterThan(10)
  expect(first.filter(id => second.includes(id))).toEqual([])
})
