import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { TrailEntry } from '../../events/trailEntry.ts'
import type { PublishedRecord } from '../commands/publisher.ts'
import { Trail, type TrailOptions } from './trail.ts'

const line = (n: number): TrailEntry => ({
  id: `line-${n}`,
  time: '2026-04-20T10:00:00.000Z',
  action: 'read',
  who: 'key:desk',
  roles: ['secretariat'],
  address: '127.0.0.1',
  method: 'GET',
  route: '/api/patients/:id/dossier',
  status: 200,
  about: `P${n}`,
  patients: n % 2 === 0 ? [`P${n}`] : [],
  eventId: null,
})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function trailOf(options: Partial<TrailOptions> = {}) {
  const kafka = { isAway: false, written: [] as PublishedRecord[], batches: 0 }
  const log: string[] = []
  const say = (_details: object, message: string) => void log.push(message)
  const trail = new Trail({
    publish: async records => {
      if (kafka.isAway) throw new Error('away')
      kafka.batches++
      kafka.written.push(...records)
    },
    limit: 10,
    isRequired: false,
    log: { warn: say, info: say },
    ...options,
  })
  return { trail, kafka, log }
}
const settle = () => vi.advanceTimersByTimeAsync(2_000)

describe('the audit trail', () => {
  test('is written in batches, each line under its patient where it has one', async () => {
    const { trail, kafka } = trailOf()
    for (let n = 0; n < 4; n++) trail.note(line(n))
    expect(kafka.written).toEqual([])
    await settle()
    expect(kafka.batches).toBe(1)
    expect(kafka.written.map(({ key }) => key)).toEqual(['P0', null, 'P2', null])
    expect(kafka.written.every(({ topic }) => topic === 'cabinet.audit')).toBe(true)
    expect(JSON.parse(kafka.written[1]!.value!)).toEqual(line(1))
    expect(trail.counts).toEqual({ waiting: 0, written: 4, lost: 0 })
  })

  test('that is not required: waits while Kafka is away, and counts what is too much', async () => {
    const { trail, kafka, log } = trailOf()
    kafka.isAway = true
    for (let n = 0; n < 15; n++) trail.note(line(n))
    await settle()
    expect(trail.admits).toBe(true)
    expect(trail.counts).toEqual({ waiting: 10, written: 0, lost: 5 })
    kafka.isAway = false
    await settle()
    expect(trail.counts).toEqual({ waiting: 0, written: 10, lost: 5 })
    expect(log).toEqual([
      'lines of the audit trail are lost',
      'the audit trail cannot be written',
      'the audit trail is written again',
    ])
  })

  test('that is required: admits nothing more, loses nothing, and goes on', async () => {
    const { trail, kafka } = trailOf({ isRequired: true })
    kafka.isAway = true
    trail.note(line(0))
    expect(trail.admits).toBe(true)
    await settle()
    expect(trail.admits).toBe(false)
    // What was under way.
    for (let n = 1; n < 15; n++) trail.note(line(n))
    kafka.isAway = false
    await settle()
    expect(trail.admits).toBe(true)
    expect(trail.counts).toEqual({ waiting: 0, written: 15, lost: 0 })
  })

  test('that is required: admits nothing more while too many wait', () => {
    const { trail } = trailOf({ isRequired: true })
    for (let n = 0; n < 10; n++) trail.note(line(n))
    expect(trail.admits).toBe(false)
  })

  test('is written to its end when it closes, as far as that is possible', async () => {
    const { trail, kafka } = trailOf()
    trail.note(line(0))
    await trail.close()
    expect(kafka.written).toHaveLength(1)
    const other = trailOf()
    other.kafka.isAway = true
    other.trail.note(line(0))
    const closing = other.trail.close(1_500)
    await settle()
    await closing
    expect(other.trail.counts).toEqual({ waiting: 0, written: 0, lost: 1 })
  })
})
