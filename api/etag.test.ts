import { expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'
import { agendaRow, dossierRow, noon, patientRow } from './test/rows.ts'

async function one() {
  const fake = await fakeApi()
  fake.instance.put('patients', 'P1', { ...patientRow('P1', 'Alami') })
  const get = (
    headers: Record<string, string> = {},
    method: 'GET' | 'HEAD' = 'GET',
    url = '/api/patients/P1',
  ) => fake.api.inject({ method, url, headers })
  const { headers } = await get()
  return { ...fake, read: get, etag: String(headers.etag), headers }
}

test('one thing has a strong ETag, the same as long as it is the same, and another when it is not', async () => {
  const { read, etag, instance, headers } = await one()
  expect(etag).toMatch(/^"[\w-]{22}"$/)
  expect(headers['cache-control']).toBe('no-store')
  expect((await read()).headers.etag).toBe(etag)
  expect((await read({}, 'HEAD')).headers.etag).toBe(etag)
  instance.put('patients', 'P1', { ...patientRow('P1', 'Alaoui') })
  expect((await read()).headers.etag).not.toBe(etag)
})

test.each([
  [(etag: string) => etag],
  [(etag: string) => `W/${etag}`],
  [(etag: string) => `"other", ${etag}`],
  [() => '*'],
])('who has it is told so, and no more (%#)', async header => {
  const { read, etag } = await one()
  for (const method of ['GET', 'HEAD'] as const) {
    const { statusCode, body, headers } = await read({ 'if-none-match': header(etag) }, method)
    expect({ statusCode, body, etag: headers.etag, type: headers['content-type'] }).toEqual({
      statusCode: 304,
      body: '',
      etag,
      type: undefined,
    })
  }
})

test('who has another is given it, and a problem has none', async () => {
  const { read, etag } = await one()
  expect((await read({ 'if-none-match': '"other"' })).statusCode).toBe(200)
  const missing = await read({ 'if-none-match': etag }, 'GET', '/api/patients/P2')
  expect(missing.statusCode).toBe(404)
  expect(missing.headers.etag).toBeUndefined()
})

test('a dossier has one, an agenda has one', async () => {
  const { read, instance } = await one()
  instance.put('dossiers', 'P1', { ...dossierRow('P1') })
  instance.put('agenda', 'M1|2026-05-04|13:00|R', { ...agendaRow('M1', noon) })
  for (const url of ['/api/patients/P1/dossier', '/api/medecins/M1/agenda']) {
    const { headers } = await read({}, 'GET', url)
    expect((await read({ 'if-none-match': String(headers.etag) }, 'GET', url)).statusCode).toBe(304)
  }
})
