import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AbsenceEvent } from '../events/event.ts'
import { type Absence, type AbsencesRow, maxAbsences } from '../state/absencesRow.ts'
import { isLater } from '../state/stamp.ts'
import { absenceDe, estAbsent, recordAbsence } from './absence.ts'
import type { Reservation } from './reservation.ts'

const start = Date.UTC(2026, 0, 30)
const day = 86_400_000

const wants = (debut: number, fin: number, time: number): Reservation => ({
  rendezVousId: 'R1',
  rang: 0,
  debut,
  fin,
  decision: { time, eventId: 'm' },
  depuis: { time, eventId: 'm' },
  jusqua: null,
})
const kept = (...absences: readonly Absence[]) => {
  const rows = new Map<string, AbsencesRow>()
  const store = {
    get: (key: string) => rows.get(key),
    getAll: (keys: readonly string[]) => keys.map(key => rows.get(key)),
    put: (key: string, row: AbsencesRow) => void rows.set(key, row),
    delete: (key: string) => void rows.delete(key),
  }
  return { rows, store, isNew: absences.map(each => recordAbsence(store, 'M1', each)) }
}

it('is away where the last word before the decision says so, for days, months or without an end', () => {
  const length = fc.constantFrom(1, 2, 3, 70, 1_000, null)
  const absence = fc.record({
    time: fc.integer({ min: 0, max: 20 }),
    absent: fc.boolean(),
    debut: fc.integer({ min: 0, max: 70 }),
    length,
  })
  fc.assert(
    fc.property(
      fc.array(absence, { maxLength: 8 }),
      fc.record({
        debut: fc.integer({ min: 0, max: 70 }),
        length: fc.integer({ min: 1, max: 4 }),
        time: fc.integer({ min: 0, max: 21 }),
      }),
      (drafts, asked) => {
        const absences = drafts.map(({ time, absent, debut, length }, n): Absence => {
          const fin = length === null ? null : start + (debut + length) * day
          return { time, eventId: `${'az'[n % 2]}${n}`, absent, debut: start + debut * day, fin }
        })
        const { store } = kept(...absences)
        const reservation = wants(
          start + asked.debut * day,
          start + (asked.debut + asked.length) * day,
          asked.time,
        )
        const isAway = Array.from({ length: asked.length }, (_, i) => {
          const moment = reservation.debut + i * day
          const said = absences
            .filter(({ debut, fin }) => debut <= moment && (fin === null || moment < fin))
            .filter(each => isLater(reservation.decision, each))
            .sort((a, b) => (isLater(a, b) ? 1 : -1))
          return said.at(-1)?.absent ?? false
        })
        expect(estAbsent(store, 'M1', reservation)).toBe(isAway.includes(true))
      },
    ),
  )
})

describe('recordAbsence', () => {
  const absence = { time: 1, eventId: 'a', absent: true, debut: start, fin: start + 5 * day }

  it('keeps an event once, in each month that it touches', () => {
    const { rows, isNew } = kept(absence, absence)
    expect(isNew).toEqual([true, false])
    expect([...rows.keys()].sort()).toEqual(['M1', 'M1|2026-01', 'M1|2026-02'])
    expect(rows.get('M1')).toEqual({ v: 1, mois: ['2026-01', '2026-02'], evenements: [] })
  })

  it('keeps what has no end, or is longer than two years, once for all months', () => {
    const { rows } = kept({ ...absence, fin: null }, { ...absence, eventId: 'b', fin: start + 900 * day })
    expect([...rows.keys()]).toEqual(['M1'])
    expect(rows.get('M1')!.evenements).toHaveLength(2)
  })

  it('keeps the latest of too many, whichever came first', () => {
    const many = Array.from({ length: maxAbsences + 3 }, (_, time) => ({
      ...absence,
      time,
      eventId: `${time}`,
    }))
    const [forwards, backwards] = [kept(...many), kept(...many.toReversed())]
    expect(forwards.rows).toEqual(backwards.rows)
    expect(forwards.rows.get('M1|2026-01')!.evenements[0]!.time).toBe(3)
  })
})

describe('absenceDe', () => {
  const said = (type: AbsenceEvent['type'], debut: number | null, fin: number | null): AbsenceEvent => {
    const data = { medecinId: 'M1', debut, fin }
    return type === 'creneau.libere'
      ? { type, eventId: 'e', time: 50, data: { ...data, rendezVousId: null } }
      : { type, eventId: 'e', time: 50, data }
  }

  it.each([
    ['medecin.unavailable', 10, 20, { absent: true, debut: 10, fin: 20 }],
    ['medecin.unavailable', null, null, { absent: true, debut: 50, fin: null }],
    ['medecin.available', 60, null, { absent: false, debut: 60, fin: null }],
    ['creneau.libere', 10, 20, { absent: false, debut: 10, fin: 20 }],
  ] as const)('%s from %s to %s', (type, debut, fin, expected) => {
    expect(absenceDe(said(type, debut, fin))).toEqual({ time: 50, eventId: 'e', ...expected })
  })

  it.each([
    ['creneau.libere', 10, null],
    ['creneau.libere', null, 60],
    ['medecin.unavailable', null, 40],
  ] as const)('%s from %s to %s says nothing', (type, debut, fin) => {
    expect(absenceDe(said(type, debut, fin))).toBe(null)
  })
})
