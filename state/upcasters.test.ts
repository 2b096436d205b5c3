import { expect, it } from 'vitest'
import { upcastRow } from './rowSchema.ts'
import { rowSchemas } from './rowSchemas.ts'

/** Rows as the first program wrote them. */
const applied = { events: [{ time: 1, eventId: 'e', fields: ['patientId'] }], dropped: 0 }
const decision = {
  nombre: 1,
  accepteLe: 5,
  manque: [],
  specialite: null,
  montantCentimes: 20_000,
  dureeMinutes: 30,
}
const first = {
  patients: { v: 1, patientId: 'P1', nom: 'Alaoui', connuLe: 1, supprimeLe: 7, applied },
  rendezvous: {
    v: 1,
    rendezVousId: 'R1',
    patientId: 'P1',
    medecinId: 'M1',
    fin: { type: 'ANNULE', time: 9, eventId: 'f', raison: 'malade' },
    conclusion: { ...decision, patientId: 'P1', statut: 'ANNULE', facture: 'ANNULEE', factureLe: 5 },
    applied,
  },
  factures: { v: 1, factureId: 'F1', montantCentimes: 20_000, statut: 'EMISE', emiseLe: 0 },
  dossiers: { v: 1, patientId: 'P1', factureCentimes: 20_000, soldeCentimes: 20_000 },
  lignes: { v: 1, patientId: 'P1', rendezVousId: 'R1', montantCentimes: 20_000 },
}

it('rows of before payments and erasures are brought up with nothing paid and nobody erased but who was', () => {
  expect(upcastRow(rowSchemas.patients, first.patients)).toMatchObject({
    v: 2,
    nom: 'Alaoui',
    suppressions: [7],
  })
  expect(upcastRow(rowSchemas.rendezvous, first.rendezvous)).toMatchObject({
    v: 3,
    fin: { raison: 'malade', cause: 'DEMANDE' },
    echec: null,
    paiements: [],
    conclusion: {
      accepteLe: 5,
      finLe: 9,
      payeCentimes: 0,
      rappelLe: null,
      patientSupprimeLe: null,
      effaceLe: null,
    },
  })
  expect(upcastRow(rowSchemas.factures, first.factures)).toMatchObject({
    payeCentimes: 0,
    echeanceLe: 2_592_000_000,
  })
  expect(upcastRow(rowSchemas.dossiers, first.dossiers)).toMatchObject({
    payeCentimes: 0,
    soldeCentimes: 20_000,
  })
  expect(upcastRow(rowSchemas.lignes, first.lignes)).toMatchObject({ v: 2, payeCentimes: 0 })
})

it('rows of before a conclusion said when it ended say so', () => {
  const [done, cancelled] = [
    { type: 'TERMINE', time: 5 },
    { type: 'ANNULE', time: 5 },
  ]
  const finLe = (fin: object | null, echec: object | null, patientSupprimeLe: number | null = null) =>
    upcastRow(rowSchemas.rendezvous, {
      v: 2,
      dateRendezVous: 8,
      fin,
      echec,
      conclusion: { patientSupprimeLe },
    }).conclusion?.finLe
  expect(finLe(null, null)).toBeNull()
  expect(finLe(cancelled, null)).toBe(5)
  expect(finLe(cancelled, { time: 7 })).toBe(5)
  expect(finLe(done, { time: 7 })).toBe(7)
  expect(finLe(done, null, 4)).toBe(4)
  expect(finLe(null, null, 9)).toBeNull()
  expect(upcastRow(rowSchemas.rendezvous, { v: 2, conclusion: null }).conclusion).toBeNull()
})
