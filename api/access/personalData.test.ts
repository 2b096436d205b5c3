import { pino } from 'pino'
import { expect, test } from 'vitest'
import { patientRow } from '../test/rows.ts'
import { bearer, keys, securedApi } from './test/securedApi.ts'

const names = ['Benjelloun', 'Ghita', 'ghita@example.ma', '0661234567', '1987-03-14', 'lumbago']
const [nom, prenom, email, telephone, dateNaissance, motif] = names as [
  string,
  string,
  string,
  string,
  string,
  string,
]

test('no name, no reason and no key comes into the log or the metrics, whatever is asked, and whatever fails', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const fake = await securedApi({ logger })
  const { api, instance } = fake
  instance.put('patients', 'P1', { ...patientRow('P1', nom), prenom, email })
  const ask = (method: string, url: string, payload?: object | string, headers: object = {}) =>
    api.inject({
      method: method as 'GET',
      url,
      headers: { ...bearer(keys.secretariat), 'content-type': 'application/json', ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
  const patient = { nom, prenom, email, telephone, dateNaissance }
  const rendezVous = { patientId: 'P1', medecinId: 'M1', motif }

  const statuses = new Set<number>()
  const tell = async (answer: Promise<{ statusCode: number }>) => statuses.add((await answer).statusCode)
  await tell(ask('POST', '/api/patients', patient))
  await tell(ask('POST', '/api/rendezvous', rendezVous))
  await tell(ask('POST', '/api/patients', { ...patient, colour: nom }))
  await tell(ask('POST', '/api/patients', { nom: [nom], email: nom }))
  await tell(ask('POST', '/api/patients', `{"nom":"${nom}`))
  await tell(ask('POST', '/api/patients', { nom: nom.repeat(9_000) }))
  await tell(ask('POST', '/api/patients', nom, { 'content-type': `text/${nom}` }))
  fake.failure = Object.assign(new Error('not now'), { name: 'KafkaUnreachable' })
  await tell(ask('POST', '/api/patients', patient))
  fake.failure = new Error('a mistake')
  await tell(ask('POST', '/api/patients', patient))
  fake.failure = null
  for (const url of [
    '/api/patients/P1',
    '/api/patients',
    `/api/patients/${nom}`,
    `/api/patients/${nom}/dossier`,
    `/api/patients?nom=${nom}`,
    `/api/patients?cursor=${nom}`,
    `/api/rendezvous?statut=${motif}`,
    `/${nom}/${prenom}?email=${email}`,
    `/api/patients/%zz${nom}`,
    `/api/medecins/${nom}/disponibilite?debut=${telephone}`,
  ])
    await tell(ask('GET', url))
  await tell(api.inject({ url: `/api/dlq?text=${nom}&key=${email}`, headers: bearer(keys.admin) }))
  await tell(api.inject({ url: '/api/patients/P1', headers: bearer(`guess-${nom}`) }))
  await tell(
    api.inject({ url: `/api/patients/${nom}`, headers: bearer(keys.comptable), remoteAddress: '10.0.0.1' }),
  )
  // A row that cannot be shown.
  instance.put('patients', 'P9', { ...patientRow('P9', nom), connuLe: prenom })
  await tell(ask('GET', '/api/patients/P9'))

  expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 202, 400, 401, 404, 413, 415, 500, 503]))
  const metrics = (await api.inject({ url: '/metrics', headers: bearer(keys.observation) })).body
  expect(metrics).toContain('http_request_duration_seconds')
  const written = `${lines.join('')}${metrics}`
  expect(lines.length).toBeGreaterThan(1)
  for (const word of [...names, encodeURIComponent(email), ...Object.values(keys), 'guess-'])
    expect(written).not.toContain(word)
})
