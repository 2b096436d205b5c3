import { expect, test } from 'vitest'
import { impayeKey, journeeKey } from '../state/keys.ts'
import { fakeApi } from './test/fakeApi.ts'
import { noon, rendezvousRow } from './test/rows.ts'

const day = (medecinId: string, jour: string, factureCentimes: number, heures: Record<string, number>) =>
  [
    journeeKey(medecinId, jour),
    {
      v: 1,
      medecinId,
      jour,
      rendezVous: 2,
      minutes: Object.values(heures).reduce((a, b) => a + b, 0),
      heures,
      factures: 2,
      factureCentimes,
    },
  ] as const

test('a médecin’s activity: the days of a month, the months of a year, and nobody else’s', async () => {
  const { instance, get } = await fakeApi()
  for (const [key, row] of [
    day('M1', '2026-01-31', 70_000, { '09': 60 }),
    day('M1', '2026-02-01', 19_999, { '09': 30, '10': 15 }),
    day('M1', '2026-02-02', 1, { '10': 45 }),
    day('M1', '2025-12-31', 5, {}),
    day('M10', '2026-02-01', 7, { '09': 5 }),
  ])
    instance.put('journees', key, row)
  expect((await get('/api/medecins/M1/activite?periode=2026-02')).body).toEqual({
    medecinId: 'M1',
    items: [
      {
        periode: '2026-02-01',
        rendezVous: 2,
        minutes: 45,
        heures: { '09': 30, '10': 15 },
        factures: 2,
        recette: 199.99,
      },
      { periode: '2026-02-02', rendezVous: 2, minutes: 45, heures: { '10': 45 }, factures: 2, recette: 0.01 },
    ],
    total: {
      periode: '2026-02',
      rendezVous: 4,
      minutes: 90,
      heures: { '09': 30, '10': 60 },
      factures: 4,
      recette: 200,
    },
  })
  const year = (await get('/api/medecins/M1/activite?periode=2026')).body as { items: { periode: string }[] }
  expect(year).toMatchObject({
    items: [
      { periode: '2026-01', recette: 700 },
      { periode: '2026-02', recette: 200 },
    ],
    total: { recette: 900 },
  })
  expect((await get('/api/medecins/nobody/activite?periode=2026')).status).toBe(404)
  expect((await get('/api/medecins/M1/activite?periode=26')).status).toBe(400)
})

test('the practice’s activity: of all médecins together, and of each in sum', async () => {
  const { instance, get } = await fakeApi()
  instance
    .put('medecins', 'M1', { medecinId: 'M1', nom: 'Idrissi', specialite: 'Pédiatrie', connuLe: noon })
    .put('medecins', 'M2', { medecinId: 'M2', nom: null, specialite: null, connuLe: noon })
    .put('medecins', 'M3', { medecinId: 'M3', nom: 'Tazi', specialite: null, connuLe: noon })
  for (const [key, row] of [
    day('M1', '2026-01-31', 70_000, { '09': 60 }),
    day('M1', '2026-02-03', 100, { '09': 30 }),
    day('M2', '2026-02-01', 19_999, { '10': 15 }),
    day('M2', '2026-02-03', 1, { '09': 15, '11': 30 }),
    day('M2', '2025-12-31', 5, {}),
  ])
    instance.put('journees', key, row)
  const of = async (periode: string) => (await get(`/api/activite?periode=${periode}`)).body
  const total = { periode: '2026-02', rendezVous: 6, factures: 6 }
  expect(await of('2026-02')).toMatchObject({
    items: [
      { periode: '2026-02-01', rendezVous: 2, recette: 199.99 },
      { periode: '2026-02-03', rendezVous: 4, minutes: 75, heures: { '09': 45, '11': 30 }, recette: 1.01 },
    ],
    medecins: [
      { medecinId: 'M1', nom: 'Idrissi', specialite: 'Pédiatrie', total: { minutes: 30, recette: 1 } },
      { medecinId: 'M2', nom: null, total: { minutes: 60, recette: 200 } },
    ],
    total: { ...total, minutes: 90, heures: { '09': 45, '10': 15, '11': 30 }, recette: 201 },
  })
  expect(await of('2026-02-03')).toMatchObject({
    items: [{ periode: '2026-02-03' }],
    total: { periode: '2026-02-03', rendezVous: 4, recette: 1.01 },
  })
  expect(await of('2026')).toMatchObject({
    items: [{ periode: '2026-01' }, { periode: '2026-02' }],
    total: { recette: 901 },
  })
  expect(await of('2026-02-02')).toMatchObject({
    items: [],
    medecins: [],
    total: { rendezVous: 0, recette: 0 },
  })
  expect((await get('/api/activite?periode=2026-2')).status).toBe(400)
})

test('the unpaid, in the order in which they are due, those overdue last', async () => {
  const { instance, get } = await fakeApi()
  const put = (factureId: string, statut: 'EMISE' | 'EN_RETARD', echeanceLe: number) =>
    instance.put('impayes', impayeKey(statut === 'EN_RETARD', echeanceLe, factureId), {
      v: 1,
      factureId,
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      montantCentimes: 20_000,
      resteCentimes: 5_050,
      emiseLe: noon,
      echeanceLe,
      statut,
    })
  put('F1', 'EN_RETARD', noon)
  put('F2', 'EMISE', noon + 2)
  put('F3', 'EMISE', noon + 1)
  const items = async (query = '') =>
    ((await get(`/api/impayes${query}`)).body as { items: { factureId: string; reste: number }[] }).items
  expect((await items()).map(({ factureId }) => factureId)).toEqual(['F3', 'F2', 'F1'])
  expect(await items('?statut=EN_RETARD')).toMatchObject([{ factureId: 'F1', reste: 50.5 }])
})

test('the payments of an invoice, in the order in which they were told of', async () => {
  const { instance, get } = await fakeApi()
  const paiement = (paiementId: string, time: number, decided: boolean) => ({
    paiementId,
    statut: decided ? 'RECU' : 'EN_COURS',
    montantCentimes: 5_050,
    chiffre: { time, eventId: 'e' },
    decide: decided ? { time: time + 1, eventId: 'f' } : null,
  })
  instance
    .put('factures', 'F1', {
      factureId: 'F1',
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      statut: 'EMISE',
      emiseLe: noon,
    })
    .put('rendezvous', 'R1', {
      ...rendezvousRow('R1', 'P1', 'ACCEPTE'),
      paiements: [paiement('A', noon, false), paiement('B', noon - 60_000, true)],
    })
  expect((await get('/api/factures/F1/paiements')).body).toEqual({
    factureId: 'F1',
    patientId: 'P1',
    items: [
      {
        paiementId: 'B',
        statut: 'RECU',
        montant: 50.5,
        ditLe: '2026-05-04T11:59:00.000Z',
        decideLe: '2026-05-04T11:59:00.001Z',
      },
      {
        paiementId: 'A',
        statut: 'EN_COURS',
        montant: 50.5,
        ditLe: '2026-05-04T12:00:00.000Z',
        decideLe: null,
      },
    ],
  })
  expect((await get('/api/factures/none/paiements')).status).toBe(404)
})

test('the totals are the sums of all partitions', async () => {
  const { instance, get } = await fakeApi()
  const sums = { consultations: 1, factureCentimes: 20_000, payeCentimes: 5_050, soldeCentimes: 14_950 }
  for (const [key, statuts] of Object.entries({ 0: { ACCEPTE: 1 }, 1: { ACCEPTE: 2, ANNULE: 1 } }))
    instance.put('totaux', key, { v: 1, patients: 3, rendezVous: 4, statuts, ...sums })
  instance.put('medecins', 'M1', { connuLe: noon }).put('medecins', 'M2', { connuLe: null })
  expect((await get('/api/totaux')).body).toEqual({
    patients: 6,
    medecins: 1,
    rendezVous: 8,
    statuts: { EN_ATTENTE: 0, ACCEPTE: 3, CONFIRME: 0, ANNULE: 1, TERMINE: 0, REJETE: 0 },
    consultations: 2,
    facture: 400,
    paye: 101,
    solde: 299,
  })
})
