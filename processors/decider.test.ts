import { describe, expect, it } from 'vitest'
import type { MedecinEvent } from '../events/event.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { decider, defaultRules, expirer } from './decider.ts'
import { mergeMedecin } from './mergeMedecin.ts'

const demande: DemandeRow = {
  v: 2,
  rendezVousId: 'R1',
  patientId: 'P1',
  medecinId: 'M1',
  dateRendezVous: 1_000,
  dureeMinutes: null,
  demandeLe: 100,
  depuis: { time: 100, eventId: 'r' },
  confirme: false,
  annule: null,
  termineLe: null,
  nombre: 1,
  patientConnuLe: 50,
  patientSupprimeLe: null,
  effaceLe: null,
  anciens: [],
}

const cancelled = { time: 200, eventId: 'c' }

function told(
  row: MedecinRow | undefined,
  time: number,
  fields: Partial<MedecinEvent['data']>,
  created = true,
) {
  const data = {
    medecinId: 'M1',
    nom: null,
    specialite: null,
    email: null,
    tarifCentimes: null,
    dureeConsultation: null,
  }
  const type = created ? 'medecin.created' : 'medecin.updated'
  return mergeMedecin(row, { type, eventId: `e${time}`, time, data: { ...data, ...fields } })!
}
const medecin = told(undefined, 10, {
  specialite: 'cardiologie',
  tarifCentimes: 35_000,
  dureeConsultation: 20,
})

describe('accepteLe', () => {
  it.each([
    ['the demande, where both were known', {}, 100],
    ['its patient, where he came later', { patientConnuLe: 300 }, 300],
    ['nothing, while the patient is not known', { patientConnuLe: null }, null],
    ['nothing, where it was cancelled while it waited', { patientConnuLe: 300, annule: cancelled }, null],
    ['the demande, where it was cancelled afterwards', { annule: cancelled }, 100],
    [
      'the patient, even where it was completed before he was known',
      { patientConnuLe: 300, termineLe: 200 },
      300,
    ],
  ])('is that of %s', (_, more, expected) => {
    expect(decider({ ...demande, ...more }, medecin, defaultRules).accepteLe).toBe(expected)
  })

  it('a médecin of whom only an update has come is not known', () => {
    const updated = told(undefined, 10, { tarifCentimes: 1 }, false)
    expect(decider(demande, updated, defaultRules)).toMatchObject({ accepteLe: null, manque: ['MEDECIN'] })
    expect(decider({ ...demande, patientConnuLe: null }, undefined, defaultRules).manque).toEqual([
      'PATIENT',
      'MEDECIN',
    ])
  })
})

describe('a parent who is late', () => {
  const limite = 100 + defaultRules.delaiAttenteMs
  const unknown = told(undefined, 10, { tarifCentimes: 1 }, false)
  const late = told(undefined, limite + 1, {})
  const rejected = (raison: string) => ({
    accepteLe: null,
    rejet: { raison, time: limite },
    attendJusqua: null,
  })

  it.each([
    ['in time to the last', { patientConnuLe: limite }, medecin, { accepteLe: limite, rejet: null }],
    ['too late by the least', { patientConnuLe: limite + 1 }, medecin, rejected('PATIENT_INCONNU')],
    ['too late, the médecin', {}, late, rejected('MEDECIN_INCONNU')],
    ['both too late', { patientConnuLe: limite + 1 }, late, rejected('PATIENT_INCONNU')],
    ['one too late, one not heard of', { patientConnuLe: null }, late, rejected('PATIENT_INCONNU')],
    ['not heard of yet', { patientConnuLe: null }, medecin, { attendJusqua: limite, rejet: null }],
    ['an update of him alone', {}, unknown, { attendJusqua: limite, rejet: null }],
    [
      'not heard of when it was cancelled',
      { patientConnuLe: null, annule: cancelled },
      medecin,
      { attendJusqua: null, rejet: null, accepteLe: null },
    ],
    [
      'not heard of, and cancelled after that',
      { patientConnuLe: null, annule: { time: limite + 1, eventId: 'c' } },
      medecin,
      rejected('PATIENT_INCONNU'),
    ],
  ])('%s', (_, more, of, expected) => {
    expect(decider({ ...demande, ...more }, of, defaultRules)).toMatchObject(expected)
  })

  it('is given up once event time is past the wait', () => {
    const waiting = decider({ ...demande, patientConnuLe: null }, undefined, defaultRules)
    expect(expirer(waiting, limite)).toBe(waiting)
    expect(expirer(waiting, limite + 1)).toMatchObject(rejected('PATIENT_INCONNU'))
    const known = decider(demande, undefined, defaultRules)
    expect(expirer(known, limite + 1)).toMatchObject(rejected('MEDECIN_INCONNU'))
  })

  it('waits for the last wish, however old the first', () => {
    const moved = { ...demande, depuis: { time: 900, eventId: 'r2' }, patientConnuLe: limite + 700 }
    expect(decider(moved, medecin, defaultRules)).toMatchObject({ accepteLe: limite + 700 })
  })
})

it('a refusal of its time rejects it as of when it was decided', () => {
  const refused = decider({ ...demande, patientConnuLe: 300 }, medecin, defaultRules, 'CRENEAU_OCCUPE')
  expect(refused).toMatchObject({ accepteLe: null, rejet: { raison: 'CRENEAU_OCCUPE', time: 300 } })
})

describe('amount, duration, specialité', () => {
  it('are the médecin’s, else the defaults', () => {
    expect(decider(demande, medecin, defaultRules)).toMatchObject({
      montantCentimes: 35_000,
      dureeMinutes: 20,
      specialite: 'cardiologie',
    })
    expect(decider(demande, told(undefined, 10, {}), defaultRules)).toMatchObject({
      montantCentimes: 20_000,
      dureeMinutes: 30,
      specialite: null,
    })
    expect(decider({ ...demande, dureeMinutes: 45 }, medecin, defaultRules).dureeMinutes).toBe(45)
  })

  it('a tarif of zero is a tarif', () => {
    expect(decider(demande, told(undefined, 10, { tarifCentimes: 0 }), defaultRules).montantCentimes).toBe(0)
  })

  it('amount and duration stay as when it was asked for; the specialité follows until it is over', () => {
    const later = told(
      medecin,
      500,
      { specialite: 'chirurgie', tarifCentimes: 1, dureeConsultation: 5 },
      false,
    )
    expect(decider(demande, later, defaultRules)).toMatchObject({
      montantCentimes: 35_000,
      dureeMinutes: 20,
      specialite: 'chirurgie',
    })
    expect(decider({ ...demande, termineLe: 400 }, later, defaultRules).specialite).toBe('cardiologie')
  })

  it('a médecin who comes late has his first tarif', () => {
    expect(decider(demande, told(undefined, 900, { tarifCentimes: 7 }), defaultRules).montantCentimes).toBe(7)
  })
})
