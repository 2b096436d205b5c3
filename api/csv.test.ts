import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { expect, test } from 'vitest'
import { agendaKey } from '../state/keys.ts'
import { csvLine } from './csvLine.ts'
import { fakeApi } from './test/fakeApi.ts'
import { agendaRow, noon, patientRow, rendezvousRow } from './test/rows.ts'

test.each([
  [['a', 1.5, null, true], 'a,1.5,,true'],
  [['a,b', 'a"b', 'a\r\nb', ''], '"a,b","a""b","a\r\nb",'],
  [[['PATIENT', 'MEDECIN'], ' a'], 'PATIENT MEDECIN," a"'],
  [['=1+1', '+212 6', '-x', '@SUM(A1)', '\t=1', ' =1', '＝1'], `'=1+1,'+212 6,'-x,'@SUM(A1),'\t=1,' =1,'＝1`],
  [[-1.5, -0.01], '-1.5,-0.01'],
])('%j is the line %s', (cells, line) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`)
})

async function threePatients() {
  const fake = await fakeApi({ limits: { csvRows: 2 } })
  for (const id of ['P1', 'P2', 'P3'])
    fake.instance.put('patients', id, { ...patientRow(id, id === 'P1' ? '=cmd()' : 'Él "A", B') })
  return fake
}

const header = 'patientId,nom,prenom,email,telephone,dateNaissance,connuLe,supprimeLe'

test('a list as CSV is the rows of the list as JSON, and says where it stops', async () => {
  const { get, api } = await threePatients()
  const { body, headers } = await get('/api/patients?format=csv')
  const [first, ...lines] = (body as string).split('\r\n')
  expect(headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="patients.csv"',
    vary: 'accept',
  })
  expect(first).toBe(header)
  expect(lines[0]).toBe(`P1,'=cmd(),,,,,2026-05-04T12:00:00.000Z,`)
  expect(lines[1]).toBe(`P2,"Él ""A"", B",,,,,2026-05-04T12:00:00.000Z,`)
  const [, cursor] = /^#next,([\w-]+),,,,,,$/.exec(lines[2]!)!
  expect(lines.slice(3)).toEqual([''])
  const rest = await get(`/api/patients?format=csv&cursor=${cursor}`)
  expect((rest.body as string).split('\r\n').map(line => line.split(',')[0])).toEqual(['patientId', 'P3', ''])
  expect((await get(`/api/patients?cursor=${cursor}`)).body).toMatchObject({ items: [{ patientId: 'P3' }] })
  const head = await api.inject({ method: 'HEAD', url: '/api/patients?format=csv' })
  expect(head.headers['content-type']).toContain('text/csv')
})

test.each([
  ['text/csv', 'text/csv'],
  ['text/csv;q=0.5, application/json', 'application/json'],
  ['application/json;q=0.5, text/csv;q=0.9', 'text/csv'],
  ['*/*', 'application/json'],
  ['text/html', 'application/json'],
])('Accept: %s is answered with %s', async (accept, type) => {
  const { api } = await threePatients()
  const { headers } = await api.inject({ url: '/api/patients', headers: { accept } })
  expect(headers['content-type']).toContain(type)
})

test('filters and days narrow a CSV as they narrow a page', async () => {
  const { instance, get } = await fakeApi()
  instance.put('rendezvous', 'R1', { ...rendezvousRow('R1', 'P1', 'ACCEPTE') })
  instance.put('rendezvous', 'R2', { ...rendezvousRow('R2', 'P2', 'ACCEPTE') })
  const ids = ((await get('/api/rendezvous?format=csv&patientId=P2')).body as string).split('\r\n')
  expect(ids.map(line => line.split(',')[0])).toEqual(['rendezVousId', 'R2', ''])
  for (const [day, id] of [
    ['2026-05-04', 'R1'],
    ['2026-05-05', 'R2'],
  ] as const)
    instance.put('agenda', agendaKey('M1', day, '13:00', id), { ...agendaRow('M1', noon) })
  expect((await get('/api/medecins/M1/agenda?format=csv&date=2026-05-05')).body as string).toMatch(
    /^debut,fin,rendezVousId,patientId,statut\r\n2026-05-04T12:00:00.000Z,[^\r]+\r\n$/,
  )
  expect(await get('/api/medecins/M9/agenda?format=csv')).toMatchObject({ status: 404 })
})

test('a CSV that cannot be read to its end is cut off, not ended', async () => {
  const { instance, api } = await fakeApi()
  for (let i = 0; i < 1_200; i++) {
    const id = `P${String(i).padStart(4, '0')}`
    instance.put('patients', id, { ...patientRow(id) })
  }
  let reads = 0
  const store = instance.store.bind(instance)
  instance.store = (name: string) => {
    if (++reads > 2) instance.partitions = []
    return store(name) as never
  }
  await api.listen({ port: 0, host: '127.0.0.1' })
  const { port } = api.server.address() as { port: number }
  const request = httpRequest({ port, path: '/api/patients?format=csv' })
  request.end()
  const [response] = await once(request, 'response')
  let lines = 0
  const read = async () => {
    for await (const chunk of response) lines += String(chunk).split('\r\n').length - 1
  }
  await expect(read()).rejects.toThrow('aborted')
  expect(lines).toBeGreaterThan(1)
  expect(lines).toBeLessThan(1_201)
  await api.close()
})
