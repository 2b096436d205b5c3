import { describe, expect, test } from 'vitest'
import { createDecoder } from '../events/decode.ts'
import { commands } from './commands/commands.ts'
import { fakeApi } from './test/fakeApi.ts'

const decode = createDecoder()
type Published = Awaited<ReturnType<typeof fakeApi>>['published'][number]
const decoded = ({ topic, key, value, timestamp }: Published) => decode({ topic, key, value, timestamp })

describe('commands', () => {
  test('publish the envelope, with fresh ids, and answer where it lies and where to look', async () => {
    const { post, published } = await fakeApi()
    const { status, body, headers } = await post('/api/medecins', { nom: 'Dr A', tarif: 199.99 })
    const { id, eventId } = body as { id: string; eventId: string }
    expect(status).toBe(202)
    expect(body).toEqual({
      id,
      eventId,
      status: 'published',
      topic: 'medecin.created',
      partition: 1,
      offset: 42,
    })
    expect(headers.location).toBe(`/api/medecins/${id}?event=${eventId}&wait=5`)
    expect(published).toMatchObject([{ topic: 'medecin.created', key: id }])
    expect(JSON.parse(published[0]!.value!)).toEqual({
      eventId,
      eventType: 'medecin.created',
      timestamp: '2026-04-20T10:00:00.000Z',
      version: '1.0',
      data: { medecinId: id, nom: 'Dr A', tarif: 199.99 },
    })
  })

  test('keep ids that are given, so that sending again has no further effect', async () => {
    const { post, published } = await fakeApi()
    const { body, headers } = await post('/api/patients', { patientId: 'a/b', eventId: 'e1', nom: null })
    expect(body).toMatchObject({ id: 'a/b', eventId: 'e1' })
    expect(headers.location).toBe('/api/patients/a%2Fb?event=e1&wait=5')
    expect(published[0]!.key).toBe('a/b')
  })

  const interval = { debut: '2026-05-04T08:00:00Z', fin: '2026-05-04T18:00:00+01:00' }
  const query = `debut=${interval.debut}&fin=${encodeURIComponent(interval.fin)}`
  const times = { debut: Date.UTC(2026, 4, 4, 8), fin: Date.UTC(2026, 4, 4, 17) }
  test.each([
    ['PATCH', '/api/patients/P', { nom: 'B' }, 'patient.updated', 'P', { patientId: 'P', nom: 'B' }],
    ['DELETE', '/api/patients/P', undefined, 'patient.deleted', 'P', { patientId: 'P' }],
    [
      'PATCH',
      '/api/medecins/M',
      { tarif: 9.5 },
      'medecin.updated',
      'M',
      { medecinId: 'M', tarifCentimes: 950 },
    ],
    ['POST', '/api/medecins/M/absences', interval, 'medecin.unavailable', 'M', { medecinId: 'M', ...times }],
    [
      'DELETE',
      `/api/medecins/M/absences?${query}`,
      undefined,
      'medecin.available',
      'M',
      { medecinId: 'M', ...times },
    ],
    [
      'POST',
      '/api/rendezvous',
      { rendezVousId: 'R', patientId: 'P', medecinId: 'M', dateRendezVous: interval.fin, dureeMinutes: 20 },
      'rendezvous.created',
      'R',
      { rendezVousId: 'R', patientId: 'P', medecinId: 'M', dateRendezVous: times.fin, dureeMinutes: 20 },
    ],
    [
      'PATCH',
      '/api/rendezvous/R',
      { patientId: 'P', medecinId: 'M2', dateRendezVous: interval.debut },
      'rendezvous.created',
      'R',
      { rendezVousId: 'R', patientId: 'P', medecinId: 'M2', dateRendezVous: times.debut, motif: null },
    ],
    ['POST', '/api/rendezvous/R/confirmation', undefined, 'rendezvous.confirmed', 'R', { rendezVousId: 'R' }],
    [
      'POST',
      '/api/rendezvous/R/annulation',
      { raison: 'malade' },
      'rendezvous.cancelled',
      'R',
      { raison: 'malade' },
    ],
    ['POST', '/api/rendezvous/R/realisation', {}, 'rendezvous.completed', 'R', { rendezVousId: 'R' }],
    [
      'POST',
      '/api/factures/F/paiements',
      { paiementId: 'Y', montant: 10.01, statut: 'RECU' },
      'paiement.completed',
      'Y',
      { paiementId: 'Y', factureId: 'F', montantCentimes: 1001 },
    ],
    [
      'POST',
      '/api/factures/F/paiements',
      { montant: 1, statut: 'EN_COURS' },
      'paiement.pending',
      null,
      { factureId: 'F' },
    ],
    [
      'POST',
      '/api/factures/F/paiements',
      { montant: 1, statut: 'ECHOUE' },
      'paiement.failed',
      null,
      { factureId: 'F' },
    ],
  ] as const)('%s %s %o writes what the cabinet reads: %s', async (method, path, body, type, key, data) => {
    const { send, published } = await fakeApi()
    const { status, body: answer } = await send(method, path, body)
    expect(status).toBe(202)
    expect(published).toHaveLength(1)
    if (key !== null) expect(published[0]!.key).toBe(key)
    const event = decoded(published[0]!)
    expect(event).toMatchObject({ type, data, eventId: (answer as { eventId: string }).eventId })
  })

  test('there is one for every event that is read from others but the freed slot and the failed facture', () => {
    const types = new Set(
      commands.flatMap(each => (each.byStatut ? Object.values(each.byStatut) : [each.type])),
    )
    expect([...types].sort()).toEqual([
      'medecin.available',
      'medecin.created',
      'medecin.unavailable',
      'medecin.updated',
      'paiement.completed',
      'paiement.failed',
      'paiement.pending',
      'patient.created',
      'patient.deleted',
      'patient.updated',
      'rendezvous.cancelled',
      'rendezvous.completed',
      'rendezvous.confirmed',
      'rendezvous.created',
    ])
  })

  test.each([
    ['POST', 'patients', { nom: 5 }, 'body/nom', 'must be text or null', 'doit être un texte ou null'],
    ['POST', 'patients', { dateNaissance: '1990-02-31' }, 'body/dateNaissance', /date/, /date/],
    ['POST', 'patients', { patientId: '' }, 'body/patientId', 'must not be empty', 'ne doit pas être vide'],
    ['POST', 'patients', { prenoms: 'x' }, 'body/prenoms', 'is not known here', 'n’est pas connu ici'],
    ['POST', 'patients', { email: 'a@' }, 'body/email', /e-mail/, /adresse électronique/],
    ['PATCH', 'patients/P', {}, 'body', /nothing/, /rien/],
    ['PATCH', 'patients/P', { nom: null, eventId: 'e' }, 'body', /nothing/, /rien/],
    ['PATCH', 'patients/P', { patientId: 'Q', nom: 'x' }, 'body/patientId', /not known/, /pas connu/],
    ['PATCH', 'patients/a%01', { nom: 'x' }, 'params/id', /characters/, /caractères/],
    ['DELETE', 'patients/P?nom=x', undefined, 'querystring/nom', /not known/, /pas connu/],
    ['POST', 'medecins', { tarif: -1 }, 'body/tarif', 'must be >= 0', 'doit être >= 0'],
    [
      'POST',
      'medecins',
      { tarif: '200' },
      'body/tarif',
      'must be a number or null',
      'doit être un nombre ou null',
    ],
    [
      'POST',
      'medecins',
      { tarif: 1e13 },
      'body/tarif',
      'is not a possible amount',
      'n’est pas un montant possible',
    ],
    ['POST', 'medecins/M/absences', { debut: null }, 'body/debut', 'must be text', 'doit être un texte'],
    ['POST', 'medecins/M/absences', {}, 'body/debut', 'is required', 'est obligatoire'],
    [
      'POST',
      'medecins/M/absences',
      { debut: '2026-05-04T08:00:00Z', fin: '2026-05-04T08:00:00Z' },
      'body/fin',
      'is not after "debut"',
      'n’est pas après « debut »',
    ],
    ['POST', 'rendezvous', { patientId: 'P' }, 'body/medecinId', 'is required', 'est obligatoire'],
    [
      'POST',
      'rendezvous',
      { patientId: 'P', medecinId: 'M', dateRendezVous: 'tomorrow' },
      'body/dateRendezVous',
      /offset/,
      /décalage/,
    ],
    [
      'PATCH',
      'rendezvous/R',
      { patientId: 'P', dateRendezVous: null },
      'body/medecinId',
      'is required',
      'est obligatoire',
    ],
    [
      'POST',
      'factures/F/paiements',
      { montant: 0, statut: 'RECU' },
      'body/montant',
      'must be > 0',
      'doit être > 0',
    ],
    [
      'POST',
      'factures/F/paiements',
      { montant: 1, statut: 'PAYE' },
      'body/statut',
      /EN_COURS, RECU, ECHOUE/,
      /EN_COURS, RECU, ECHOUE/,
    ],
  ] as const)('%s %s %o names the fault at %s', async (method, path, body, where, en, fr) => {
    const { send, published } = await fakeApi()
    for (const [language, message] of [
      ['en', en],
      ['fr', fr],
    ] as const) {
      const answer = await send(method, `/api/${path}`, body, { 'accept-language': language })
      expect(answer.status).toBe(400)
      const { faults } = answer.body as { faults: { where: string; message: string }[] }
      expect(faults).toEqual([
        { where, message: typeof message === 'string' ? message : expect.stringMatching(message) },
      ])
    }
    expect(published).toEqual([])
  })

  test('are described: what they take, what they publish, what they answer', async () => {
    const { api } = await fakeApi()
    await api.ready()
    const { paths = {} } = api.swagger()
    for (const { method, path, input, byStatut, type, required = [] } of commands) {
      const operation = (paths[path.replace(':id', '{id}')] as Readonly<Record<string, never>>)[
        method.toLowerCase()
      ] as unknown as {
        readonly description: string
        readonly parameters: readonly { readonly name: string; readonly in: string }[]
        readonly requestBody?: {
          readonly content: { readonly 'application/json': { readonly schema: { required?: string[] } } }
        }
        readonly responses: object
      }
      for (const each of byStatut ? Object.values(byStatut) : [type])
        expect(operation.description).toContain(`\`${each}\``)
      expect(operation.parameters).toContainEqual(
        expect.objectContaining({ name: 'idempotency-key', in: 'header' }),
      )
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['202', '400', '422', '503']))
      const { schema } = operation.requestBody?.content['application/json'] ?? {}
      expect(schema === undefined).toBe(input === 'querystring')
      expect(schema?.required ?? []).toEqual(expect.arrayContaining([...required]))
    }
  })

  test('answer 503 with Retry-After when Kafka is away, and 500 without details when it is our fault', async () => {
    const fake = await fakeApi()
    fake.failure = Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })
    const away = await fake.post('/api/patients', {})
    expect(away).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    expect(away.body).toMatchObject({ type: '/docs#kafka-away' })
    fake.failure = new TypeError('secret of the house')
    const ours = await fake.post('/api/patients', {})
    expect(ours.status).toBe(500)
    expect(JSON.stringify(ours.body)).not.toContain('secret')
  })
})

describe('with an Idempotency-Key', () => {
  const key = (value: string) => ({ 'idempotency-key': value })

  test('a repeat here is answered the same and not published again', async () => {
    const { post, published } = await fakeApi()
    const first = await post('/api/patients', { nom: 'A', prenom: 'B' }, key('k1'))
    const second = await post('/api/patients', { prenom: 'B', nom: 'A' }, key('"k1"'))
    expect(second.body).toEqual(first.body)
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect(published).toHaveLength(1)
  })

  test('two at once are one', async () => {
    const { post, published } = await fakeApi()
    const both = await Promise.all([
      post('/api/patients', { nom: 'A' }, key('k1')),
      post('/api/patients', { nom: 'A' }, key('k1')),
    ])
    expect(both[1]!.body).toEqual(both[0]!.body)
    expect(published).toHaveLength(1)
  })

  test('a repeat at another instance is the same event under the same ids', async () => {
    const here = await fakeApi()
    const there = await fakeApi()
    const first = await here.post('/api/rendezvous', { patientId: 'P', medecinId: 'M' }, key('k1'))
    const second = await there.post('/api/rendezvous', { patientId: 'P', medecinId: 'M' }, key('k1'))
    expect(second.body).toEqual(first.body)
    expect(there.published).toEqual(here.published)
  })

  test('what another instance remembers is not published again, or is refused', async () => {
    const [here, there] = [await fakeApi(), await fakeApi({ peerDeadlineMs: 60_000 })]
    await here.api.listen({ host: '127.0.0.1', port: 0 })
    const { port } = here.api.server.address() as { port: number }
    there.instance.peers = [{ endpoint: { host: '127.0.0.1', port }, active: [], standby: [] }]
    const first = await here.post('/api/patients', { nom: 'A' }, key('k1'))
    expect((await there.post('/api/patients', { nom: 'B' }, key('k1'))).status).toBe(422)
    const second = await there.post('/api/patients', { nom: 'A' }, key('k1'))
    expect(second.body).toEqual(first.body)
    expect(second.headers['idempotency-replayed']).toBe('true')
    await here.api.close()
    // One that is gone is not waited for.
    expect((await there.post('/api/patients', { nom: 'C' }, key('k2'))).status).toBe(202)
    expect(there.published).toHaveLength(1)
  })

  test('another key, another route or another entity is another event', async () => {
    const { send, published } = await fakeApi()
    await send('POST', '/api/rendezvous/R/confirmation', {}, key('k1'))
    await send('POST', '/api/rendezvous/R/confirmation', {}, key('k2'))
    await send('POST', '/api/rendezvous/R/realisation', {}, key('k1'))
    await send('POST', '/api/rendezvous/S/confirmation', {}, key('k1'))
    expect(new Set(published.map(each => decoded(each).eventId)).size).toBe(4)
  })

  test('other content under the same key is refused, in the language asked for', async () => {
    const { post, published } = await fakeApi()
    await post('/api/patients', { nom: 'A' }, key('k1'))
    const other = await post('/api/patients', { nom: 'B' }, { ...key('k1'), 'accept-language': 'fr' })
    expect(other).toMatchObject({
      status: 422,
      body: { type: '/docs#key-reused', title: 'Clé d’idempotence réutilisée' },
    })
    expect(published).toHaveLength(1)
  })

  test('a repeat after a failure is published with the event time of the first attempt', async () => {
    let now = 1_000
    const fake = await fakeApi({ now: () => now })
    fake.failure = Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })
    expect((await fake.post('/api/patients', { nom: 'A' }, key('k1'))).status).toBe(503)
    fake.failure = null
    now = 2_000
    expect((await fake.post('/api/patients', { nom: 'A' }, key('k1'))).status).toBe(202)
    expect(fake.published).toMatchObject([{ timestamp: 1_000 }])
  })

  test('a request that was refused does not take the key', async () => {
    const { post } = await fakeApi()
    expect((await post('/api/rendezvous', { patientId: 'P' }, key('k1'))).status).toBe(400)
    expect((await post('/api/rendezvous', { patientId: 'P', medecinId: 'M' }, key('k1'))).status).toBe(202)
  })

  test('the oldest keys are forgotten: their repeats are published again, as the same event', async () => {
    const { post, published } = await fakeApi({ limits: { keys: 2 } })
    for (const each of ['k1', 'k2', 'k3', 'k1']) await post('/api/patients', { nom: 'A' }, key(each))
    expect(published).toHaveLength(4)
    expect(decoded(published[3]!).eventId).toBe(decoded(published[0]!).eventId)
  })

  test.each([['a b'], ['é'], ['x'.repeat(256)], ['a"b']])('%s is no key', async value => {
    const { api } = await fakeApi()
    const headers = { 'idempotency-key': value }
    const answer = await api.inject({ method: 'POST', url: '/api/patients', payload: {}, headers })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().faults).toMatchObject([{ where: 'headers/idempotency-key' }])
  })
})
