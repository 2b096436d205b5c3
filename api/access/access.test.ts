import { describe, expect, test } from 'vitest'
import { ligneKey } from '../../state/keys.ts'
import type { FakeApi } from '../test/fakeApi.ts'
import { ligneRow } from '../test/rows.ts'
import type { Own, Restricted } from './access.ts'
import type { DeclaredRoute } from './guard.ts'
import { bearer, keys, type SecuredOptions, securedApi } from './test/securedApi.ts'

const { api: shared } = await securedApi({
  rules: { rates: { requestsPerMinute: 1_000_000, failuresPerMinute: 1_000_000 } },
})
await shared.ready()
const routes = shared.declaredRoutes.filter(({ method }) => method !== 'HEAD')
const named = (route: DeclaredRoute) => `${route.method} ${route.url}`

/** Of each kind of own thing the médecin's, and somebody else's. */
const ids: Readonly<Record<Own, readonly [string, string]>> = {
  everything: ['M1', 'M2'],
  himself: ['M1', 'M2'],
  'his-patient': ['P1', 'P2'],
  'his-rendezvous': ['R1', 'R2'],
  'his-consultation': ['C1', 'C2'],
  'his-facture': ['F1', 'F2'],
  'his-rows': ['', ''],
}

function ask(
  { api }: Pick<FakeApi, 'api'>,
  route: DeclaredRoute,
  headers: Readonly<Record<string, string>> = {},
  id = 'P1',
) {
  const url = route.url
    .replace(/:(id|key|eventId)\b/, id)
    .replace(':store', 'patients')
    .replace(/:(partition|offset)/g, '0')
  const queries = { rows: '?limit=1', activite: '?periode=2026', flux: '?view=factures' } as const
  const query = queries[route.url.split('/').at(-1) as 'rows'] ?? ''
  const body = ['POST', 'PATCH'].includes(route.method) ? { payload: {} } : {}
  return api.inject({ method: route.method as 'GET', url: url + query, headers, ...body })
}

test('there are routes to try', () => expect(routes.length).toBeGreaterThan(35))

describe.each(routes.map(route => [named(route), route] as const))('%s', (_name, route) => {
  const access = route.access as 'open' | Restricted

  test('without a key, and with one that nobody gave', async () => {
    for (const headers of [{}, bearer('nonsense'), { authorization: 'Basic YTpi' }, bearer('')]) {
      const { statusCode, headers: told } = await ask({ api: shared }, route, headers)
      if (access === 'open') expect([401, 403]).not.toContain(statusCode)
      else {
        expect(statusCode).toBe(401)
        expect(told['www-authenticate']).toMatch(/^Bearer realm="cabinet"/)
      }
    }
  })

  test.runIf(route.method === 'GET' && route.url.startsWith('/api/'))(
    'HEAD is under the same rules',
    async () => {
      const head = { ...route, method: 'HEAD' }
      expect((await ask({ api: shared }, head)).statusCode === 401).toBe(access !== 'open')
    },
  )

  test.each(['secretariat', 'comptable', 'admin', 'observation', 'interne'] as const)('as %s', async role => {
    const { statusCode } = await ask({ api: shared }, route, bearer(keys[role]))
    const admitted = access === 'open' || access.roles.includes(role)
    if (admitted) expect([401, 403]).not.toContain(statusCode)
    else expect(statusCode).toBe(403)
  })

  test('as médecin: his own, and nothing else', async () => {
    const own = access === 'open' ? 'everything' : access.medecin
    const [his, others] = ids[own ?? 'everything']
    const status = async (id: string) =>
      (await ask({ api: shared }, route, bearer(keys.medecin), id)).statusCode
    if (own === undefined)
      expect([await status('M1'), await status('P1'), await status('R1')]).toEqual([403, 403, 403])
    else {
      expect([401, 403]).not.toContain(await status(his))
      if (own !== 'everything' && own !== 'his-rows') {
        // What is not there is told like what is not his.
        expect([await status(others), await status('nobody')]).toEqual([403, 403])
      }
    }
  })
})

describe('a médecin', () => {
  const get = async (fake: FakeApi, path: string) => {
    const answer = await fake.api.inject({ url: path, headers: bearer(keys.medecin) })
    return {
      status: answer.statusCode,
      body: answer.json() as never as { items: readonly { medecinId: string }[] },
    }
  }
  const lists = routes.filter(({ access }) => (access as Restricted).medecin === 'his-rows')

  test.each(lists.map(({ url }) => url))('%s: his rows alone, whatever he asks for', async url => {
    const fake = await securedApi()
    const { body } = await get(fake, url)
    expect(body.items.map(({ medecinId }) => medecinId)).toEqual(['M1'])
    expect((await get(fake, `${url}?medecinId=M1`)).body.items).toHaveLength(1)
    expect((await get(fake, `${url}?medecinId=M2`)).status).toBe(403)
    expect((await get(fake, `${url}?patientId=P2`)).body.items).toEqual([])
    // A place in the list that somebody else was given.
    const { next } = (
      await fake.api.inject({ url: `${url}?limit=1`, headers: bearer(keys.secretariat) })
    ).json() as { next: string }
    const rest = await get(fake, `${url}?cursor=${next}`)
    expect((rest.body.items ?? []).filter(({ medecinId }) => medecinId !== 'M1')).toEqual([])
  })

  test.each(['EN_ATTENTE', 'REJETE'] as const)(
    'a rendezvous that is %s makes nobody his patient',
    async statut => {
      const fake = await securedApi()
      fake.instance.put('lignes', ligneKey('P2', 'R9'), { ...ligneRow('P2', 'R9'), medecinId: 'M1', statut })
      expect((await get(fake, '/api/patients/P2/dossier')).status).toBe(403)
      fake.instance.put('lignes', ligneKey('P2', 'R9'), {
        ...ligneRow('P2', 'R9'),
        medecinId: 'M1',
        statut: 'ANNULE',
      })
      expect((await get(fake, '/api/patients/P2/dossier')).status).toBe(200)
    },
  )

  test('what cannot be asked of the rows is not answered', async () => {
    const fake = await securedApi()
    fake.instance.partitions = [0]
    expect((await get(fake, '/api/patients/P1/dossier')).status).toBe(503)
  })
})

test('a route that does not say who may call it is not added', async () => {
  const { api } = await securedApi()
  expect(() => api.get('/api/new', async () => 'x')).toThrow('GET /api/new does not say who may call it')
})

test('the health of an instance says nothing of where Kafka is to who did not say who he is', async () => {
  const totals = { kept: 0, sent: 0, refused: 0 }
  const lastError = 'broker-1.internal:9092 does not answer'
  const status = () => ({
    state: 'waiting' as const,
    records: 1,
    maxRecords: 2,
    bytes: 3,
    maxBytes: 4,
    oldest: null,
    lastError,
    totals,
  })
  const outbox = { isEmpty: false, keep: async () => {}, status, found: [] }
  const { api } = await securedApi({ outbox })
  expect((await api.inject({ url: '/health' })).json()).toMatchObject({
    outbox: { records: 1, lastError: null },
  })
  const told = await api.inject({ url: '/api/outbox', headers: bearer(keys.observation) })
  expect(told.json()).toMatchObject({ lastError })
})

test('the health of an instance is open, also where nothing else is', async () => {
  const { api } = await securedApi()
  for (const url of ['/health', '/ready']) expect((await api.inject({ url })).statusCode).toBe(200)
})

describe('how often', () => {
  const asks = (options: NonNullable<SecuredOptions['rules']>) => securedApi({ rules: options })

  test('a principal may ask so many times a minute; others are not held up', async () => {
    const { api } = await asks({ rates: { requestsPerMinute: 3, failuresPerMinute: 60 } })
    const ask = (key: string) => api.inject({ url: '/api/medecins', headers: bearer(key) })
    for (let i = 0; i < 3; i++) expect((await ask(keys.secretariat)).statusCode).toBe(200)
    const refused = await ask(keys.secretariat)
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ type: '/docs#too-many-requests', status: 429 })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await ask(keys.comptable)).statusCode).toBe(200)
  })

  test('an address that guesses is answered 429, and a valid key from there still gets through', async () => {
    const { api } = await asks({ rates: { requestsPerMinute: 100, failuresPerMinute: 2 } })
    const ask = (key: string, remoteAddress = '10.0.0.1') =>
      api.inject({ url: '/api/medecins', headers: bearer(key), remoteAddress })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await ask(`guess-${i}`)).statusCode)
    expect(statuses).toEqual([401, 401, 429, 429])
    expect((await ask('guess', '10.0.0.2')).statusCode).toBe(401)
    // Somebody has a whole network of IPv6.
    for (const n of [1, 2]) expect((await ask('guess', `2001:db8::${n}`)).statusCode).toBe(401)
    expect((await ask('guess', '2001:db8::3')).statusCode).toBe(429)
    expect((await ask(keys.secretariat)).statusCode).toBe(200)
  })

  test('the cabinet’s own processes as often as they like', async () => {
    const { api } = await asks({ rates: { requestsPerMinute: 1, failuresPerMinute: 1 } })
    for (let i = 0; i < 5; i++)
      expect((await api.inject({ url: '/api/status', headers: bearer(keys.interne) })).statusCode).toBe(200)
  })
})
