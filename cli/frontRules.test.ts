import { afterEach, describe, expect, test } from 'vitest'
import { AccessKeys, createKey, internalKey, readKeys } from '../api/access/accessKeys.ts'
import { type ApiAccess, openAccess } from '../api/access/apiAccess.ts'
import { internalHeaders } from '../api/access/internalHeaders.ts'
import { readConfig } from '../config/readConfig.ts'
import { buildFront } from '../supervisor/buildFront.ts'
import { supervise } from '../supervisor/test/supervise.ts'
import { frontServer, prepareFront } from './frontRules.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const secret = 'x'.repeat(32)
const admin = createKey('operator', ['admin'], null)
const desk = createKey('desk', ['secretariat'], null)
const asking: ApiAccess = {
  ...openAccess,
  authenticator: new AccessKeys([...readKeys(`${admin.line}\n${desk.line}`), internalKey(secret)]),
  internalSecret: secret,
}

async function front(access: ApiAccess) {
  const { supervisor, reached } = supervise(['serve'])
  closing.push(() => supervisor.stop())
  supervisor.start()
  await reached('READY')
  const config = readConfig({})
  const app = await buildFront({
    applicationId: 'app',
    instances: () => supervisor.instances,
    isRestarting: () => supervisor.isRestarting,
    originOf: port => `http://127.0.0.1:${port}`,
    wholePath: '/whole',
    headers: internalHeaders(access.internalSecret),
    server: frontServer(access, config, null),
    prepare: app => prepareFront(app, access, config, null),
  })
  closing.push(() => app.close())
  const base = await app.listen({ host: '127.0.0.1', port: 0 })
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${base}${path}`, { headers })
  const seen = async (headers: Readonly<Record<string, string>>) =>
    (await (await get('/headers', headers)).json()) as Readonly<Record<string, string>>
  return { app, base, get, seen }
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

describe('in front of instances that ask for keys', () => {
  test('its own routes are under the same rules', async () => {
    const { app, get } = await front(asking)
    const own = app.declaredRoutes.filter(
      ({ method, url }) => method === 'GET' && !url.includes('*') && url !== '/',
    )
    expect(own.map(({ url }) => url).sort()).toEqual([
      '/api/outbox',
      '/api/status',
      '/health',
      '/metrics',
      '/ready',
    ])
    const statuses = async (headers = {}) =>
      Promise.all(
        ['/health', '/ready', '/api/status', '/api/outbox', '/metrics'].map(
          async url => (await get(url, headers)).status,
        ),
      )
    expect(await statuses()).toEqual([200, 200, 401, 401, 401])
    expect(await statuses(bearer(desk.key))).toEqual([200, 200, 403, 403, 403])
    for (const key of [secret, admin.key])
      expect(await statuses(bearer(key))).toEqual([200, 200, 200, 200, 200])
    const refused = await get('/api/status')
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(await refused.json()).toMatchObject({ type: '/docs#unauthenticated', status: 401 })
  })

  test('who asks goes through to the instance, with his address', async () => {
    const { seen } = await front(asking)
    const headers = await seen({ ...bearer(desk.key), 'x-forwarded-for': '10.1.2.3' })
    expect(headers).toMatchObject({ authorization: `Bearer ${desk.key}`, 'x-forwarded-for': '127.0.0.1' })
  })

  test('the address that a trusted proxy names is believed', async () => {
    const { seen } = await front({ ...asking, trustedProxies: ['loopback'] })
    expect(await seen({ 'x-forwarded-for': '10.1.2.3' })).toMatchObject({ 'x-forwarded-for': '10.1.2.3' })
  })
})

describe('where nobody is asked', () => {
  test('a page of another site, and another name for this address, are refused', async () => {
    const { get, base, seen } = await front(openAccess)
    expect((await get('/x', { origin: 'https://example.org' })).status).toBe(403)
    expect((await get('/x', { origin: 'null' })).status).toBe(403)
    // What came from here is no other site, also where the instance has another port.
    expect((await seen({ origin: base })).origin).toBeUndefined()
    expect((await get('/x')).status).toBe(200)
  })
})
