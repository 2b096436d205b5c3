import { channels } from 'millrace'
import { describe, expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'
import { patientRow, rendezvousRow } from './test/rows.ts'

const applied = (...events: string[]) => ({
  events: events.map(eventId => ({ time: 1, eventId, fields: [] })),
  dropped: 0,
})
const took = { offsetsMs: 1, produceMs: 1, endMs: 1, stateMs: 1, rows: 1, offsets: [] }
const commit = (applicationId = 'cabinet') => channels.commit.publish({ applicationId, ...took })

/** Resolves when the store was asked for so often: once to look, and once more before waiting. */
function looks(instance: Awaited<ReturnType<typeof fakeApi>>['instance']) {
  const store = instance.store.bind(instance)
  let count = 0
  let wake = () => {}
  instance.store = ((name: string) => {
    count++
    queueMicrotask(() => wake())
    return store(name)
  }) as typeof instance.store
  return async (more: number) => {
    while (count < more) await new Promise<void>(resolve => (wake = resolve))
    // The look itself goes on after the store was asked for.
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
}

describe('GET …?wait=', () => {
  test('answers at once when it is there', async () => {
    const { instance, get } = await fakeApi()
    instance.put('patients', 'P', { ...patientRow('P'), applied: applied('e1') })
    const { status, headers } = await get('/api/patients/P?wait=30&event=e1')
    expect(status).toBe(200)
    expect(headers['x-wait']).toBe('seen')
  })

  test('answers at the commit that brings it', async () => {
    const { instance, get } = await fakeApi()
    const seen = looks(instance)
    const asked = get('/api/patients/P?wait=30&event=e2')
    await seen(2)
    instance.put('patients', 'P', { ...patientRow('P'), applied: applied('e1') })
    commit()
    await seen(4)
    instance.put('patients', 'P', { ...patientRow('P', 'Alami'), applied: applied('e1', 'e2') })
    commit('another application')
    commit()
    const { headers, body } = await asked
    expect(headers['x-wait']).toBe('seen')
    expect(body).toMatchObject({ nom: 'Alami' })
  })

  test('a rendezvous has seen its event when it is decided again', async () => {
    const { instance, get } = await fakeApi()
    const row = { ...rendezvousRow('R', 'P', 'ACCEPTE'), applied: applied('e1', 'e2') }
    instance.put('rendezvous', 'R', { ...row, conclusion: { nombre: 1 } })
    expect((await get('/api/rendezvous/R?wait=0.01&event=e2')).headers['x-wait']).toBe('elapsed')
    instance.put('rendezvous', 'R', { ...row, conclusion: { nombre: 2 } })
    expect((await get('/api/rendezvous/R?wait=30&event=e2')).headers['x-wait']).toBe('seen')
  })

  test('a facture has seen a payment when its rendezvous has', async () => {
    const { instance, get } = await fakeApi()
    const paiement = { paiementId: 'Y', statut: 'RECU', montantCentimes: 1, chiffre: null }
    const wait = async () => (await get('/api/factures/F?wait=0.01&event=e2')).headers['x-wait']
    const ids = { factureId: 'F', rendezVousId: 'R', patientId: 'P', medecinId: 'M' }
    instance.put('factures', 'F', { ...ids, statut: 'EMISE', montantCentimes: 1, emiseLe: 1 })
    instance.put('rendezvous', 'R', { ...rendezvousRow('R', 'P', 'ACCEPTE'), applied: applied('e1') })
    expect(await wait()).toBe('elapsed')
    const paiements = [{ ...paiement, decide: { time: 1, eventId: 'e2' } }]
    instance.put('rendezvous', 'R', { ...rendezvousRow('R', 'P', 'ACCEPTE'), paiements } as never)
    expect(await wait()).toBe('seen')
  })

  test('absences are waited for too', async () => {
    const { instance, get } = await fakeApi()
    instance.put('medecins', 'M', { medecinId: 'M' })
    const said = { time: 1, eventId: 'e1', absent: true, debut: 1, fin: null }
    expect(await get('/api/medecins/M/absences?wait=0.01&event=e1')).toMatchObject({
      body: { items: [] },
      headers: { 'x-wait': 'elapsed' },
    })
    instance.put('absences', 'M', { v: 1, mois: [], evenements: [said] })
    expect(await get('/api/medecins/M/absences?wait=30&event=e1')).toMatchObject({
      body: { items: [{ absent: true, fin: null }] },
      headers: { 'x-wait': 'seen' },
    })
    expect((await get('/api/medecins/N/absences')).status).toBe(404)
  })

  test('answers with what there is when the time is over', async () => {
    const { instance, get } = await fakeApi()
    instance.put('patients', 'P', { ...patientRow('P') })
    const there = await get('/api/patients/P?wait=0.01&event=e2')
    expect(there).toMatchObject({ status: 200, headers: { 'x-wait': 'elapsed' } })
    const missing = await get('/api/patients/Q?wait=0.01')
    expect(missing).toMatchObject({ status: 404, headers: { 'x-wait': 'elapsed' } })
  })

  test('looks at rows of other instances without a commit of its own', async () => {
    const { instance, get } = await fakeApi()
    instance.partitions = [0]
    instance.standbys = { 1: 0, 2: 0 }
    const seen = looks(instance)
    const asked = get('/api/patients/P0?wait=30')
    await seen(1)
    instance.put('patients', 'P0', { ...patientRow('P0') })
    expect((await asked).headers['x-wait']).toBe('seen')
  })

  test('waits no longer than is allowed, and no more of them', async () => {
    const { instance, get } = await fakeApi({ limits: { waitSeconds: 20, waiting: 1 } })
    expect((await get('/api/patients/P?wait=21')).status).toBe(400)
    const seen = looks(instance)
    const first = get('/api/patients/P?wait=20')
    await seen(1)
    const second = await get('/api/patients/P?wait=20')
    expect(second).toMatchObject({ status: 503, body: { type: '/docs#too-many-waiting' } })
    instance.put('patients', 'P', { ...patientRow('P') })
    commit()
    expect((await first).status).toBe(200)
    expect((await get('/api/patients/P?wait=20')).status).toBe(200)
  })

  test('closing answers those that wait', async () => {
    const { api, instance, get } = await fakeApi()
    const seen = looks(instance)
    const asked = get('/api/patients/P?wait=30')
    await seen(2)
    await api.close()
    expect((await asked).headers['x-wait']).toBe('elapsed')
  })
})
