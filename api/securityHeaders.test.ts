import { describe, expect, test } from 'vitest'
import { bearer, keys, securedApi } from './access/test/securedApi.ts'
import { fakeApi } from './test/fakeApi.ts'

describe('what browsers are told', () => {
  test.each([
    ['an answer', '/api/patients/P1', bearer(keys.secretariat), 200],
    ['what is not there', '/api/patients/none', bearer(keys.secretariat), 404],
    ['a refusal', '/api/patients/P1', {}, 401],
    ['no route', '/nope', {}, 404],
    ['the health', '/health', {}, 200],
  ])('with %s', async (_what, url, headers, status) => {
    const { api } = await securedApi()
    const answer = await api.inject({ url, headers })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    expect(answer.headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe/)
    expect(answer.headers).not.toHaveProperty('strict-transport-security')
    expect(answer.headers).not.toHaveProperty('x-powered-by')
  })

  test('the docs page has a rule of its own, and needs nothing that it forbids', async () => {
    const { api } = await fakeApi()
    const { headers, body } = await api.inject({ url: '/docs' })
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(body).not.toMatch(/<script|<img|<link|src=/)
  })
})

describe('pages of other sites', () => {
  const preflight = (api: Awaited<ReturnType<typeof fakeApi>>['api'], origin: string) =>
    api.inject({
      method: 'OPTIONS',
      url: '/api/patients',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    })

  test('may not ask', async () => {
    const { api } = await securedApi()
    const origin = 'https://evil.example.org'
    expect((await preflight(api, origin)).headers).not.toHaveProperty('access-control-allow-origin')
    const answer = await api.inject({
      url: '/api/patients/P1',
      headers: { ...bearer(keys.secretariat), origin },
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('but for those that are named', async () => {
    const origin = 'https://console.example.org'
    const { api } = await securedApi({ rules: { origins: [origin] } })
    const allowed = await preflight(api, origin)
    expect(allowed.statusCode).toBe(204)
    expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': origin })
    expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials')
    expect((await preflight(api, 'https://evil.example.org')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
    const answer = await api.inject({
      url: '/api/patients/P1',
      headers: { ...bearer(keys.secretariat), origin },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    expect(answer.headers['access-control-expose-headers']).toContain('x-freshness')
    // Even then it says who asks.
    expect((await api.inject({ url: '/api/patients/P1', headers: { origin } })).statusCode).toBe(401)
  })

  test('where nobody is asked who he is: nor a name of theirs for this address', async () => {
    const { api } = await fakeApi()
    const ask = async (headers: object) =>
      (await api.inject({ method: 'POST', url: '/api/rendezvous/R1/annulation', headers: headers as never }))
        .statusCode
    expect(await ask({ host: '127.0.0.1:3000' })).toBe(202)
    expect(await ask({ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' })).toBe(202)
    expect(await ask({ host: '127.0.0.1:3000', origin: 'https://evil.example.org' })).toBe(403)
    expect(await ask({ host: 'evil.example.org:3000' })).toBe(403)
  })
})
