import { expect, test } from 'vitest'
import { Cursors } from './cursor.ts'
import { fakeApi } from './test/fakeApi.ts'
import { agendaRow, noon, patientRow, rendezvousRow } from './test/rows.ts'

const list = (params: object, narrowing?: object) =>
  new Cursors({ routeOptions: { url: '/api/things/:id' }, params }, narrowing as never)

test('a cursor leads back to its place, in whatever order the filters come', () => {
  const written = list({ id: '1' }, { a: 'x', b: 'y', c: undefined }).write('é|\u{1f600}')!
  expect(list({ id: '1' }, { b: 'y', a: 'x' }).read(written)).toBe('é|\u{1f600}')
  expect(list({ id: '1' }).write(null)).toBeNull()
})

test.each([
  ['no base64', '!'],
  ['no JSON', Buffer.from('{').toString('base64url')],
  ['something else', Buffer.from('{"length":3}').toString('base64url')],
  ['of another version', Buffer.from('[0,"x","k"]').toString('base64url')],
  ['without a place', Buffer.from('[1,"x",""]').toString('base64url')],
  ['with a place that is none', Buffer.from('[1,"x",{}]').toString('base64url')],
])('%s is refused', (_what, cursor) => {
  expect(() => list({}).read(cursor)).toThrow('is not a cursor')
})

test.each([
  [{ id: '2' }, { a: 'x' }],
  [{ id: '1' }, { a: 'y' }],
  [{ id: '1' }, {}],
])('a cursor of another list is refused: %j %j', (params, narrowing) => {
  const written = list({ id: '1' }, { a: 'x' }).write('k')!
  expect(() => list(params, narrowing).read(written)).toThrow('another list')
})

test('a cursor goes on in its own list and in no other', async () => {
  const { instance, get } = await fakeApi()
  for (const id of ['R1', 'R2', 'R3'])
    instance.put('rendezvous', id, { ...rendezvousRow(id, 'P1', 'ACCEPTE') })
  for (const id of ['P1', 'P2']) instance.put('patients', id, { ...patientRow(id) })
  const { body } = await get('/api/rendezvous?patientId=P1&limit=1')
  const { next } = body as { next: string }
  expect((await get(`/api/rendezvous?patientId=P1&limit=2&cursor=${next}`)).body).toMatchObject({
    items: [{ rendezVousId: 'R2' }, { rendezVousId: 'R3' }],
    next: null,
  })
  for (const path of ['rendezvous?', 'rendezvous?patientId=P2&', 'patients?', 'impayes?patientId=P1&'])
    expect(await get(`/api/${path}cursor=${next}`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('another list') },
    })
})

test('a forged cursor does not lead out of its list', async () => {
  const { instance, get } = await fakeApi()
  for (const medecin of ['M1', 'M2', 'M3'])
    instance.put('agenda', `${medecin}|2026-05-04|13:00|R`, { ...agendaRow(medecin, noon) })
  const request = { routeOptions: { url: '/api/medecins/:id/agenda' }, params: { id: 'M2' } }
  const forged = new Cursors(request, {}).write('A')!
  const { status, body } = await get(`/api/medecins/M2/agenda?cursor=${forged}`)
  expect(status).toBe(200)
  expect(JSON.stringify(body)).not.toContain('M1')
})
