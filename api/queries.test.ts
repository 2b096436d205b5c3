import { describe, expect, test } from 'vitest'
import { agendaKey, ligneKey } from '../state/keys.ts'
import { fakeApi } from './test/fakeApi.ts'
import { agendaRow, dossierRow, ligneRow, noon, patientRow, rendezvousRow } from './test/rows.ts'

interface List {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly next: string | null
}

describe('lists', () => {
  test('come in pages that join without gap or repeat', async () => {
    const { instance, get } = await fakeApi()
    const ids = Array.from({ length: 7 }, (_, i) => `P${i}`)
    for (const id of ids) instance.put('patients', id, { ...patientRow(id) })
    const seen: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await get(`/api/patients?limit=3${cursor && `&cursor=${cursor}`}`)
      const { items, next } = body as List
      expect(items.length).toBeLessThanOrEqual(3)
      seen.push(...items.map(({ patientId }) => patientId))
      cursor = next
    }
    expect(seen).toEqual(ids)
  })

  test('are narrowed by the fields that make sense, and by no other', async () => {
    const { instance, get } = await fakeApi()
    instance.put('rendezvous', 'R1', { ...rendezvousRow('R1', 'P1', 'ACCEPTE') })
    instance.put('rendezvous', 'R2', { ...rendezvousRow('R2', 'P1', 'ANNULE') })
    instance.put('rendezvous', 'R3', { ...rendezvousRow('R3', 'P2', 'ACCEPTE') })
    const ids = async (query: string) =>
      ((await get(`/api/rendezvous?${query}`)).body as List).items.map(({ rendezVousId }) => rendezVousId)
    expect(await ids('patientId=P1')).toEqual(['R1', 'R2'])
    expect(await ids('patientId=P1&statut=ANNULE')).toEqual(['R2'])
    expect(await ids('medecinId=nobody')).toEqual([])
    expect((await get('/api/rendezvous?statut=DRUNK')).status).toBe(400)
    expect((await get('/api/patients?statut=ACCEPTE')).status).toBe(400)
  })

  test('an unknown cursor and an impossible limit are refused', async () => {
    const { get } = await fakeApi()
    expect((await get('/api/patients?cursor=!')).status).toBe(400)
    expect((await get('/api/patients?limit=501')).status).toBe(400)
    expect((await get('/api/patients?limit=many')).status).toBe(400)
  })
})

describe('one thing', () => {
  test('is shown without what is the store’s own', async () => {
    const { instance, get } = await fakeApi()
    instance.put('patients', 'a/b é', { ...patientRow('a/b é', 'Alami') })
    const { status, body } = await get(`/api/patients/${encodeURIComponent('a/b é')}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      patientId: 'a/b é',
      nom: 'Alami',
      prenom: null,
      email: null,
      telephone: null,
      dateNaissance: null,
      connuLe: '2026-05-04T12:00:00.000Z',
      supprimeLe: null,
    })
  })

  test('that is not there is a problem, also with the longest id there can be', async () => {
    const { get } = await fakeApi()
    const { status, body, headers } = await get(`/api/factures/${encodeURIComponent('é'.repeat(255))}`)
    expect(status).toBe(404)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ type: '/docs#not-found', status: 404, title: 'Not found' })
  })
})

test('a dossier is its row and its lines, and nobody else’s', async () => {
  const { instance, get } = await fakeApi()
  instance.put('dossiers', 'P1', { ...dossierRow('P1') })
  for (const [patient, id] of [
    ['P1', 'R2'],
    ['P1', 'R1'],
    ['P10', 'R3'],
  ] as const)
    instance.put('lignes', ligneKey(patient, id), { ...ligneRow(patient, id) })
  const { body } = await get('/api/patients/P1/dossier')
  expect(body).toMatchObject({
    identite: { nom: 'Alami' },
    totaux: { rendezVous: 2, consultations: 1, facture: 199.99, solde: 199.99 },
    rendezVous: [{ rendezVousId: 'R1', montant: 199.99 }, { rendezVousId: 'R2' }],
    next: null,
  })
  expect((await get('/api/patients/P2/dossier')).status).toBe(404)
})

describe('an agenda', () => {
  test('is of a day, or of all', async () => {
    const { instance, get } = await fakeApi()
    instance.put('agenda', agendaKey('M1', '2026-05-04', '13:00', 'R1'), { ...agendaRow('M1', noon) })
    instance.put('agenda', agendaKey('M1', '2026-05-05', '13:00', 'R2'), {
      ...agendaRow('M1', noon + 86_400_000),
    })
    instance.put('agenda', agendaKey('M10', '2026-05-04', '13:00', 'R3'), { ...agendaRow('M10', noon) })
    const day = await get('/api/medecins/M1/agenda?date=2026-05-04')
    expect((day.body as List).items).toMatchObject([
      { debut: '2026-05-04T12:00:00.000Z', fin: '2026-05-04T12:30:00.000Z' },
    ])
    expect(((await get('/api/medecins/M1/agenda')).body as List).items).toHaveLength(2)
    expect((await get('/api/medecins/M1/agenda?date=2026-02-30')).status).toBe(400)
  })

  test('of a médecin with nothing to do is empty, of nobody it is a problem', async () => {
    const { instance, get } = await fakeApi()
    instance.put('medecins', 'M1', { medecinId: 'M1' })
    expect((await get('/api/medecins/M1/agenda')).body).toEqual({ medecinId: 'M1', items: [], next: null })
    expect((await get('/api/medecins/M2/agenda')).status).toBe(404)
  })
})
