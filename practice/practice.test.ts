import { TestDriver } from 'millrace/testing'
import { describe, expect, it } from 'vitest'
import { BadEvent } from '../events/badEvent.ts'
import { createDecoder, type DecodedEvent } from '../events/decode.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { badEventsToDeadLetters } from '../topology/badEvents.ts'
import { cabinet } from '../topology/cabinet.ts'
import { happen, until } from './live.ts'
import { minute } from './openingHours.ts'
import { paced } from './paced.ts'
import type { PracticeOptions } from './practiceOptions.ts'
import type { PracticeRecord } from './practiceRecord.ts'
import { openPractice, recordsOf } from './simulate.ts'

const start = Date.UTC(2026, 3, 20, 10)
const days = (count: number) => count * 86_400_000

function simulate(options: Partial<PracticeOptions> = {}) {
  const practice = openPractice({ start, end: start + days(60), mistakes: 2, broken: 0.002, ...options })
  return { practice, records: [...recordsOf(practice)] }
}

const decode = createDecoder()

/** The events among the records, each eventId once, by event time; and how many records are none. */
function read(records: readonly PracticeRecord[]) {
  const events = new Map<string, DecodedEvent>()
  let refused = 0
  for (const record of records) {
    try {
      const event = decode(record)
      events.set(event.eventId, event)
    } catch (error) {
      expect(error).toBeInstanceOf(BadEvent)
      refused++
    }
  }
  return { refused, events: [...events.values()].sort((a, b) => a.time - b.time) }
}

describe('a simulated practice', () => {
  const { practice, records } = simulate()
  const { events, refused } = read(records)
  const { mistakes } = practice.tally

  it('tells the same story for the same seed, and another for another', () => {
    const few = { end: start + days(5), patients: 30, medecins: 2 }
    expect(simulate(few).records).toEqual(simulate(few).records)
    expect(simulate({ ...few, seed: 2 }).records).not.toEqual(simulate(few).records)
  })

  it('has the same people at another start, and no event id of before', () => {
    const few = { patients: 30, medecins: 2 }
    const first = read(simulate({ ...few, end: start + days(5) }).records).events
    const later = start + days(9)
    const second = read(simulate({ ...few, start: later, end: later + days(5) }).records).events
    const people = (from: readonly DecodedEvent[]) =>
      from.flatMap(({ type, data }) => (type === 'medecin.created' ? [data.nom] : []))
    expect(people(second)).toEqual(people(first))
    const ids = new Set(first.map(({ eventId }) => eventId))
    expect(second.filter(({ eventId }) => ids.has(eventId))).toEqual([])
  })

  it('keeps to its span', () => {
    expect(events.length).toBeGreaterThan(15_000)
    expect(events[0]!.time).toBeGreaterThanOrEqual(start)
    expect(events.at(-1)!.time).toBeLessThan(start + days(60))
    expect(records.every(({ timestamp }) => timestamp >= start && timestamp < start + days(60))).toBe(true)
  })

  it('is told in the order of arrival: other than event time, by seconds as a rule', () => {
    let latest = 0
    const behind = records.map(({ timestamp }) => {
      latest = Math.max(latest, timestamp)
      return latest - timestamp
    })
    behind.sort((a, b) => a - b)
    expect(behind[Math.floor(behind.length / 2)]).toBeLessThan(10 * minute)
    expect(behind.filter(each => each > 0).length).toBeGreaterThan(100)
  })

  it('has only records that the decoder accepts, but for those that are meant to be broken', () => {
    const meant = mistakes['broken-record'].length + mistakes['wrong-event-type'].length
    expect(meant).toBeGreaterThan(10)
    expect(refused).toBe(meant)
    expect(records.length - refused - events.length).toBe(mistakes['repeated-record'].length)
    const clean = simulate({ mistakes: 0, broken: 0, end: start + days(20) })
    expect(Object.values(clean.practice.tally.mistakes).flat()).toEqual([])
    expect(read(clean.records).events).toHaveLength(clean.records.length)
  })

  it('has something of everything', () => {
    const topics = Map.groupBy(records, ({ topic }) => topic)
    const kinds = [
      ...['patient.created', 'patient.updated', 'patient.deleted', 'medecin.created', 'medecin.updated'],
      ...['medecin.unavailable', 'medecin.available', 'rendezvous.created', 'rendezvous.confirmed'],
      ...['rendezvous.cancelled', 'rendezvous.completed', 'paiement.pending', 'paiement.completed'],
      'paiement.failed',
    ]
    expect(kinds.filter(topic => !topics.has(topic))).toEqual([])
    expect(records.filter(({ key }) => key === null).length).toBeGreaterThan(100)
    expect(Object.values(mistakes).map(ids => ids.length > 0)).not.toContain(false)
  })

  it('knows every id it names, but for slips of the keyboard', () => {
    const known = { patients: new Set<string>(), medecins: new Set<string>(), rendezvous: new Set<string>() }
    for (const { type, data } of events) {
      if (type === 'patient.created') known.patients.add(data.patientId)
      if (type === 'medecin.created') known.medecins.add(data.medecinId)
      if (type === 'rendezvous.created') known.rendezvous.add(data.rendezVousId)
    }
    const unknown = new Set<string>()
    const strange: unknown[] = []
    for (const { type, data } of events) {
      if (type === 'rendezvous.created') {
        if (!known.medecins.has(data.medecinId)) strange.push(data.medecinId)
        if (!known.patients.has(data.patientId)) unknown.add(data.rendezVousId)
      } else if ('rendezVousId' in data && !known.rendezvous.has(data.rendezVousId!))
        strange.push(data.rendezVousId)
    }
    expect(strange).toEqual([])
    expect([...unknown].sort()).toEqual([...new Set(mistakes['unknown-patient'])].sort())
  })

  it('gives no médecin two patients at once, but where somebody did not look', () => {
    const doubled = new Set(mistakes['double-booking'])
    const duration = new Map(practice.medecins.map(each => [each.medecinId, each.dureeConsultation * minute]))
    const active = new Map<string, { medecinId: string; patientId: string; debut: number }>()
    const overlaps = new Set<string>()
    for (const { type, data } of events) {
      if (type === 'rendezvous.cancelled') active.delete(data.rendezVousId)
      if (type === 'patient.deleted')
        for (const [id, { patientId }] of active) if (patientId === data.patientId) active.delete(id)
      if (type !== 'rendezvous.created') continue
      const { rendezVousId, medecinId, patientId } = data
      const debut = data.dateRendezVous!
      const length = duration.get(medecinId)!
      for (const [id, other] of active)
        if (id !== rendezVousId && other.medecinId === medecinId && Math.abs(other.debut - debut) < length)
          overlaps.add(doubled.has(rendezVousId) ? rendezVousId : id)
      active.set(rendezVousId, { medecinId, patientId, debut })
    }
    expect(overlaps.size).toBeGreaterThan(0)
    expect([...overlaps].filter(id => !doubled.has(id))).toEqual([])
  })
})

describe('a small practice in the cabinet', () => {
  it('finds its parents and its slots; only what is broken is refused', async () => {
    const few = { patients: 80, medecins: 4, end: start + days(15) }
    const { practice, records } = simulate({ ...few, mistakes: 0 })
    const topology = cabinet({ applicationId: 'test' })
    const driver = new TestDriver(topology, {
      partitions: 3,
      errors: badEventsToDeadLetters,
      deadLetterTopic: 'cabinet.dlq',
    })
    for (const { topic, ...record } of records) driver.add(topic, record)
    await driver.run()

    expect(driver.failures.length).toBeGreaterThan(0)
    expect(driver.failures.length).toBe(practice.tally.mistakes['broken-record'].length)
    const rows = [...(await driver.rows<RendezvousRow>('rendezvous')).values()]
    const statuts = Map.groupBy(rows, ({ statut }) => statut as string)
    expect(rows.length).toBeGreaterThan(500)
    for (const statut of ['ACCEPTE', 'CONFIRME', 'ANNULE', 'TERMINE'])
      expect(statuts.get(statut)?.length, statut).toBeGreaterThan(20)
    // Who is absent has had his patients called, and nobody is booked twice.
    expect(statuts.get('REJETE') ?? []).toEqual([])
    expect(statuts.get('EN_ATTENTE') ?? []).toEqual([])
    expect((await driver.rows('medecins')).size).toBe(4)
    expect((await driver.rows('patients')).size).toBeGreaterThanOrEqual(80)
  })
})

describe('in its own time', () => {
  it('comes when it is due', async () => {
    const practice = openPractice({ start, end: start + days(2), patients: 20, medecins: 1 })
    const told = [...recordsOf(openPractice({ start, end: start + days(2), patients: 20, medecins: 1 }))]
    const rate = 1e6
    const begun = performance.now()
    const came: PracticeRecord[] = []
    let batches = 0
    for await (const batch of paced(recordsOf(practice), { rate })) {
      const due = (batch.at(-1)!.timestamp - told[0]!.timestamp) / rate
      expect(performance.now() - begun).toBeGreaterThanOrEqual(due)
      came.push(...batch)
      batches++
    }
    expect(batches).toBeGreaterThan(1)
    expect(came).toEqual(told)
  })

  it('ends when told', async () => {
    const stop = new AbortController()
    const practice = openPractice({ start, patients: 20, medecins: 1 })
    let batches = 0
    for await (const _ of paced(recordsOf(practice), {
      rate: Number.POSITIVE_INFINITY,
      signal: stop.signal,
    })) {
      if (++batches === 3) stop.abort()
    }
    expect(batches).toBe(3)
  })

  it('goes on from moment to moment, with something to see at each', () => {
    const practice = openPractice({
      start: start - days(10),
      patients: 50,
      medecins: 3,
      mistakes: 0,
      broken: 0,
    })
    const past = until(practice, start)
    const known = new Set(past.map(({ value }) => value))
    let seen = 0
    for (let i = 0; i < 300; i++) {
      const now = start + i * 2_000
      const records = happen(practice, now)
      for (const { timestamp, value } of records) {
        expect(timestamp).toBeLessThanOrEqual(now)
        expect(known.has(value)).toBe(false)
      }
      if (records.length > 0) seen++
    }
    expect(seen).toBeGreaterThan(200)
  })
})
