import { expect, test } from 'vitest'
import { derivedId } from '../events/derivedId.ts'
import type { TrailEntry } from '../events/trailEntry.ts'
import { explain } from '../explain/explain.ts'
import { memoryLog, partitions } from '../explain/test/memoryLog.ts'
import { bearer, keys, securedApi } from './access/test/securedApi.ts'
import type { Explainer } from './explain/explainer.ts'
import { fakeApi } from './test/fakeApi.ts'

const told = (type: string, data: Readonly<Record<string, unknown>>) => ({
  topic: type,
  key: null,
  timestamp: 1_800_000_000_000,
  value: JSON.stringify({ eventId: `of-${type}`, ...data }),
})
const log = memoryLog([
  told('patient.created', { patientId: 'P1', nom: 'Alaoui' }),
  told('medecin.created', { medecinId: 'M1', nom: 'Bennani', tarif: 250 }),
  told('rendezvous.created', { rendezVousId: 'R1', patientId: 'P1', medecinId: 'M1', motif: 'toux' }),
])
const ofLog: Explainer = (subject, options, admit) => {
  admit(log)
  return explain(subject, log, { cabinet: {}, partitions, ...options })
}
const factureId = derivedId('facture', 'R1')
const path = `/api/admin/explain/facture/${factureId}`

test('a row is explained by ids alone, and compared with the stores', async () => {
  const { instance, get } = await fakeApi({ explain: ofLog })
  const found = await explain({ kind: 'facture', id: factureId }, log, {
    cabinet: {},
    partitions,
    withPersonal: true,
    limit: 9,
  })
  for (const { store, key, row } of found!.rows) instance.put(store, key, row as never)
  const { status, body } = await get(path)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    subject: { kind: 'facture', id: factureId },
    patients: [{ patientId: 'P1' }],
    reasons: [{ about: 'statut' }, { about: 'montant', because: [{ eventId: 'of-medecin.created' }] }, {}],
    differences: [],
  })
  expect(JSON.stringify(body)).not.toMatch(/Alaoui|Bennani|toux/)

  const facture = found!.rows.find(({ store }) => store === 'factures')!
  instance.put('factures', factureId, { ...facture.row, montantCentimes: 1 } as never)
  expect((await get(path)).body).toMatchObject({
    differences: [
      {
        store: 'factures',
        row: 'changed',
        fields: [{ field: 'montantCentimes', before: 1, after: 25_000 }],
      },
    ],
  })
})

test('what no event speaks of is not found, nor a creneau without an instant', async () => {
  const { get } = await fakeApi({ explain: ofLog })
  expect((await get('/api/admin/explain/rendezvous/R9')).status).toBe(404)
  expect((await get('/api/admin/explain/creneau/M1')).status).toBe(404)
  expect((await get('/api/admin/explain/chat/M1')).status).toBe(400)
})

test('one at a time, and no more input than is allowed', async () => {
  const gate = Promise.withResolvers<null>()
  const { get } = await fakeApi({ explain: () => gate.promise })
  const first = get(path)
  const second = await get(path)
  expect(second).toMatchObject({ status: 503, body: { type: '/docs#too-many-waiting' } })
  gate.resolve(null)
  expect((await first).status).toBe(404)
  expect((await get(path)).status).toBe(404)

  const few = await fakeApi({ explain: ofLog, limits: { explainRecords: 2 } })
  expect(await few.get(path)).toMatchObject({ status: 413, body: { type: '/docs#too-large' } })
})

test('it is for admin, and noted as a reading with whom it tells of', async () => {
  const lines: TrailEntry[] = []
  const trail = {
    admits: true,
    counts: { waiting: 0, written: 0, lost: 0 },
    note: (line: TrailEntry) => void lines.push(line),
  }
  const { api } = await securedApi({ explain: ofLog, trail })
  const ask = async (key: string) => (await api.inject({ url: path, headers: bearer(key) })).statusCode
  expect([await ask(keys.secretariat), await ask(keys.admin)]).toEqual([403, 200])
  expect(lines.map(({ action, about, patients, status }) => ({ action, about, patients, status }))).toEqual([
    { action: 'read', about: factureId, patients: [], status: 403 },
    { action: 'read', about: factureId, patients: ['P1'], status: 200 },
  ])
})
