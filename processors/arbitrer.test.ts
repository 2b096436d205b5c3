import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AbsencesRow } from '../state/absencesRow.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { HeureRow, RefusRow } from '../state/heureRow.ts'
import { demandeKey } from '../state/keys.ts'
import { arbitrer, type Changement } from './arbitrer.ts'
import { defaultRules } from './decider.ts'
import { mergeMedecin } from './mergeMedecin.ts'
import { Planning } from './planning.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 0, 20, 9)
const data = {
  medecinId: 'M1',
  nom: null,
  specialite: null,
  email: null,
  tarifCentimes: null,
  dureeConsultation: null,
}
const medecin = mergeMedecin(undefined, { type: 'medecin.created', eventId: 'm', time: 0, data })!

interface Wish {
  readonly id: number
  readonly time: number
  readonly at: number
  readonly minutes: number
  readonly cancelled: number | null
}

const demandeOf = ({ id, time, at, minutes, cancelled }: Wish, nombre: number): DemandeRow => ({
  v: 2,
  rendezVousId: `R${id}`,
  patientId: 'P1',
  medecinId: 'M1',
  dateRendezVous: start + at * hour,
  dureeMinutes: minutes,
  depuis: { time, eventId: `e${id}` },
  patientConnuLe: 0,
  demandeLe: time,
  confirme: false,
  annule: cancelled === null ? null : { time: time + cancelled, eventId: `c${id}` },
  termineLe: null,
  nombre,
  patientSupprimeLe: null,
  effaceLe: null,
  anciens: [],
})

/** A planning in memory, and how many entries it was asked for. */
function practice() {
  const [demandes, heures] = [new Map<string, DemandeRow>(), new Map<string, HeureRow>()]
  const refus = new Map<string, RefusRow>()
  let read = 0
  const rows = <Row>(map: Map<string, Row>) => ({
    get: (key: string) => map.get(key),
    getAll: (keys: readonly string[]) => keys.map(key => map.get(key)),
    put: (key: string, row: Row) => void map.set(key, row),
    delete: (key: string) => void map.delete(key),
  })
  const counted = {
    ...rows(demandes),
    getAll: (keys: readonly string[]) => {
      read += keys.length
      return keys.map(key => demandes.get(key))
    },
  }
  const absences = rows(new Map<string, AbsencesRow>())
  const planning = new Planning('M1', medecin, defaultRules, {
    demandes: counted,
    heures: rows(heures),
    refus: {
      ...rows(refus),
      range: (from, to) => [...refus].filter(([key]) => from <= key && key < to),
    },
    absences,
  })
  let nombre = 0
  return {
    heures,
    refus,
    read: () => read,
    set(wish: Wish) {
      const key = demandeKey('M1', `R${wish.id}`)
      const before = demandes.get(key)
      const demande = demandeOf(wish, ++nombre)
      demandes.set(key, demande)
      const change: Changement = {
        avant: before ? planning.reservationsDe(before) : [],
        apres: planning.reservationsDe(demande),
      }
      return arbitrer(planning, [change])
    },
  }
}

it('decides as if all had come in the order of event time, in whatever order they come and change', () => {
  const wish = fc.record({
    id: fc.nat(6),
    time: fc.integer({ min: 1, max: 8 }),
    at: fc.constantFrom(0, 0.25, 0.5, 0.75, 1, 14.75),
    minutes: fc.constantFrom(15, 30, 60, 1_000),
    cancelled: fc.option(fc.nat(4)),
  })
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 14 }), wishes => {
      const late = practice()
      for (const each of wishes) late.set(each)
      const last = [...new Map(wishes.map(each => [each.id, each])).values()]
      const punctual = practice()
      for (const each of last.sort((a, b) => a.time - b.time || a.id - b.id)) punctual.set(each)
      expect(late.heures).toEqual(punctual.heures)
      expect(late.refus).toEqual(punctual.refus)
    }),
  )
})

it('looks at those alone that want the same time, and at nobody where nobody does', () => {
  const { set, read } = practice()
  const wish = (id: number, at: number, time: number): Wish => ({
    id,
    time,
    at,
    minutes: 30,
    cancelled: null,
  })
  for (let id = 0; id < 200; id++) set(wish(id, id, id + 10))
  expect(read()).toBe(0)
  const verdicts = set(wish(999, 100.25, 1))
  expect(verdicts.map(({ reservation }) => reservation.rendezVousId)).toEqual(['R999', 'R100'])
  expect(read()).toBeLessThan(10)
})

it('any number may want one hour: who is refused costs no more than the first, and who cancels asks nobody', () => {
  const { set, read, heures } = practice()
  const wish = (id: number, cancelled: number | null = null): Wish => ({
    id,
    time: id + 10,
    at: 0,
    minutes: 30,
    cancelled,
  })
  for (let id = 0; id < 500; id++) set(wish(id))
  expect(read()).toBeLessThanOrEqual(500)
  expect([...heures.values()]).toMatchObject([{ prises: [{ rendezVousId: 'R0' }], refuses: 499 }])
  const before = read()
  set(wish(0, 1_000))
  expect(read() - before).toBeLessThan(5)
})
