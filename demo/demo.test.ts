import { TestDriver } from 'millrace/testing'
import { describe, expect, it } from 'vitest'
import { createZone } from '../events/zone.ts'
import type { AgendaRow } from '../state/agendaRow.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { badEventsToDeadLetters } from '../topology/badEvents.ts'
import { cabinet } from '../topology/cabinet.ts'
import { brokenCount } from './brokenRecords.ts'
import { burst } from './burst.ts'
import { demo, demoStream } from './demo.ts'
import type { DemoRecord } from './demoRecord.ts'
import { createLive } from './live.ts'
import { openPractice } from './practice.ts'

const now = Date.UTC(2026, 3, 20, 10)

async function run(records: readonly DemoRecord[]) {
  const driver = new TestDriver(cabinet({ applicationId: 'test' }), {
    partitions: 3,
    errors: badEventsToDeadLetters,
    deadLetterTopic: 'cabinet.dlq',
  })
  for (const { topic, ...record } of records) await driver.pipe(topic, record)
  const rendezvous = [...(await driver.rows<RendezvousRow>('rendezvous')).values()]
  return { driver, rendezvous, statuts: Map.groupBy(rendezvous, each => each.statut) }
}

describe('the past', () => {
  it('is the same for the same seed and date, and another for another', () => {
    const past = (seed: number) => burst(openPractice({ now, seed }), 100)
    expect(past(1)).toEqual(past(1))
    expect(past(2)).not.toEqual(past(1))
  })

  it('is believable to the cabinet: everything finds its parents, only the broken records are refused', async () => {
    const records = burst(openPractice({ now }), 1_500)
    const { driver, rendezvous, statuts } = await run(records)
    expect(driver.failures).toHaveLength(brokenCount)
    expect(rendezvous).toHaveLength(1_500)
    expect([...statuts.keys()].sort()).toEqual(['ACCEPTE', 'ANNULE', 'CONFIRME', 'TERMINE'])
    for (const statut of ['ACCEPTE', 'ANNULE', 'CONFIRME', 'TERMINE'] as const) {
      expect(statuts.get(statut)!.length, statut).toBeGreaterThan(50)
    }
    expect((await driver.rows('medecins')).size).toBe(8)
    expect((await driver.rows('patients')).size).toBeGreaterThan(220)
  })

  it('books nobody twice, and only in working hours', async () => {
    const zone = createZone('Africa/Casablanca')
    const { driver } = await run(burst(openPractice({ now }), 1_500))
    const agenda = [...(await driver.rows<AgendaRow>('agenda')).values()]
    for (const [, slots] of Map.groupBy(agenda, each => each.medecinId)) {
      slots.sort((a, b) => a.debut - b.debut)
      for (let i = 1; i < slots.length; i++) expect(slots[i]!.debut).toBeGreaterThanOrEqual(slots[i - 1]!.fin)
    }
    for (const { debut } of agenda) {
      const local = new Date(zone.toLocal(debut))
      expect(local.getUTCDay()).not.toBe(0)
      expect(local.getUTCHours()).toBeGreaterThanOrEqual(9)
      expect(local.getUTCHours()).toBeLessThan(18)
    }
  })

  it('has every kind of trouble: parents that come late, flat records without key, arrays of dates', () => {
    const records = burst(openPractice({ now }), 1_500)
    const seen = new Set<string>()
    let late = 0
    for (const { topic, value } of records) {
      const parsed = value?.startsWith('{"eventId')
        ? (JSON.parse(value) as { data?: Record<string, string> })
        : {}
      const data = (parsed.data ?? parsed) as Record<string, string>
      if (topic === 'patient.created') seen.add(data.patientId!)
      if (topic === 'rendezvous.created' && data.patientId && !seen.has(data.patientId)) late++
    }
    expect(late).toBeGreaterThan(10)
    const spring = records.filter(each => each.headers.some(({ key }) => key === '__TypeId__'))
    expect(spring.length).toBeGreaterThan(300)
    expect(spring.some(({ key }) => key === null)).toBe(true)
    expect(spring.some(({ value }) => /"dateRendezVous":\[2026,/.test(value!))).toBe(true)
  })
})

describe('the live stream', () => {
  it('goes on where the past ended', async () => {
    const practice = openPractice({ now })
    const past = burst(practice, 300)
    const live = createLive(practice)
    const later = Array.from({ length: 500 }, (_, i) => live.next(now + i * 60_000)).flat()
    expect(later.length).toBeGreaterThan(300)
    const { statuts, rendezvous } = await run([...past, ...later])
    expect(rendezvous.length).toBeGreaterThan(450)
    expect(statuts.get('EN_ATTENTE') ?? []).toEqual([])
  })

  it('comes in its time, and ends when told', async () => {
    const controller = new AbortController()
    const published: DemoRecord[] = []
    let batches = 0
    const running = demo(
      async records => {
        published.push(...records)
        if (++batches === 12) controller.abort()
      },
      { now, rendezvous: 20, patients: 10, pauseMs: 1, signal: controller.signal, clock: () => now },
    )
    await running
    expect(batches).toBe(12)
    expect(published.length).toBeGreaterThan(40)
  })

  it('may be left out', async () => {
    let count = 0
    for await (const records of demoStream({ now, rendezvous: 20, patients: 10, pauseMs: 0 }))
      count += records.length
    expect(count).toBeGreaterThan(40)
  })
})
