import { expect, it } from 'vitest'
import type { PatientEvent } from '../events/event.ts'
import { type Identite, identiteInconnue, type PatientRow } from '../state/patientRow.ts'
import { mergePatient } from './mergePatient.ts'

const nobody = identiteInconnue

function told(type: 'created' | 'updated', time: number, fields: Partial<Identite>): PatientEvent {
  return {
    type: `patient.${type}`,
    eventId: `${type}${time}`,
    time,
    data: { patientId: 'P1', ...nobody, ...fields },
  }
}
const deleted = (time: number): PatientEvent => ({
  type: 'patient.deleted',
  eventId: `deleted${time}`,
  time,
  data: { patientId: 'P1' },
})
const fold = (...events: readonly PatientEvent[]) =>
  events.reduce<PatientRow | undefined>((row, event) => mergePatient(row, event) ?? row, undefined)!

it('an update changes what it tells, and nothing else', () => {
  const row = fold(
    told('created', 1, { nom: 'Alaoui', email: 'a@ex.ma' }),
    told('updated', 2, { email: 'b@ex.ma' }),
  )
  expect(row).toMatchObject({ nom: 'Alaoui', email: 'b@ex.ma', connuLe: 1, supprimeLe: null })
})

it('an update alone does not make a patient known', () => {
  expect(fold(told('updated', 2, { nom: 'Alaoui' }))).toMatchObject({ nom: 'Alaoui', connuLe: null })
})

it('is known since the earliest creation, whichever came first', () => {
  expect(fold(told('created', 5, {}), told('created', 3, {})).connuLe).toBe(3)
})

it('an erasure wins over all that was told before it, whenever that arrives', () => {
  const before = told('created', 1, { nom: 'Alaoui' })
  for (const row of [fold(before, deleted(2)), fold(deleted(2), before)]) {
    expect(row).toMatchObject({ ...nobody, connuLe: 1, supprimeLe: 2 })
    expect(JSON.stringify(row)).not.toContain('Alaoui')
  }
})

it('a patient who registers again is a new registration', () => {
  const row = fold(
    told('created', 3, { nom: 'Alaoui' }),
    deleted(2),
    told('created', 1, { email: 'old@ex.ma' }),
  )
  expect(row).toMatchObject({ nom: 'Alaoui', email: null })
})
