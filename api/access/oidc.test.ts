import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Oidc, type OidcOptions } from './oidc.ts'
import { securedApi } from './test/securedApi.ts'

/** An issuer that says what it is told to, and counts the questions. */
let server: Server
let issuer: string
let ours: Awaited<ReturnType<typeof generateKeyPair>>
let keys: object[]
const asked = { discovery: 0, keys: 0 }
let mood: 'well' | 'down' | 'silent' | 'nonsense' = 'well'

beforeAll(async () => {
  ours = await generateKeyPair('RS256', { extractable: true })
  keys = [{ ...(await exportJWK(ours.publicKey)), kid: 'ours', alg: 'RS256', use: 'sig' }]
  server = createServer((request, response) => {
    const isDiscovery = request.url === '/realm/.well-known/openid-configuration'
    asked[isDiscovery ? 'discovery' : 'keys']++
    if (mood === 'silent') return
    response.statusCode = mood === 'down' ? 500 : 200
    if (mood === 'nonsense') response.end('<html>')
    else response.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/keys` } : { keys }))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const quiet = { warn: () => {} }
const oidcOf = (options: Partial<OidcOptions> = {}, now?: () => number) =>
  new Oidc(
    {
      issuer,
      audience: 'cabinet',
      algorithms: ['RS256', 'ES256'],
      clockSkewSeconds: 30,
      rolesClaim: 'roles',
      roleNames: {},
      medecinClaim: 'medecinId',
      timeoutMs: 300,
      log: quiet,
      ...options,
    },
    now,
  )

const seconds = () => Math.floor(Date.now() / 1000)
async function token(
  claims: JWTPayload = {},
  header: Partial<{ alg: string; kid: string }> = {},
  key: Parameters<SignJWT['sign']>[0] = ours.privateKey,
) {
  return new SignJWT({
    iss: issuer,
    aud: 'cabinet',
    sub: 'salma',
    exp: seconds() + 60,
    roles: ['secretariat'],
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'ours', ...header })
    .sign(key)
}
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a token says who it is, by keys that are found by discovery and kept', async () => {
  mood = 'well'
  const before = { ...asked }
  const oidc = oidcOf()
  for (let i = 0; i < 3; i++)
    expect(await oidc.principalOf(await token())).toEqual({
      id: 'sub:salma',
      roles: ['secretariat'],
      medecinId: null,
    })
  expect([asked.discovery - before.discovery, asked.keys - before.keys]).toEqual([1, 1])
})

test('roles and médecin by other names', async () => {
  mood = 'well'
  const oidc = oidcOf({
    rolesClaim: 'realm_access.roles',
    roleNames: { doctor: 'medecin', desk: 'secretariat' },
    medecinClaim: 'https://cabinet.example.org/medecin',
  })
  const claims = {
    roles: ['admin'],
    realm_access: { roles: ['doctor', 'offline_access', 'desk', 'doctor', 'comptable', 'interne'] },
    'https://cabinet.example.org/medecin': 'M1',
  }
  expect(await oidc.principalOf(await token(claims))).toEqual({
    id: 'sub:salma',
    roles: ['medecin', 'secretariat', 'comptable'],
    medecinId: 'M1',
  })
})

describe('a token does not count', () => {
  const cases: readonly (readonly [string, () => Promise<string> | string])[] = [
    [
      'without a signature (alg none)',
      () =>
        `${part({ alg: 'none' })}.${part({ iss: issuer, aud: 'cabinet', sub: 'x', exp: seconds() + 60, roles: ['admin'] })}.`,
    ],
    ['signed with another key', async () => token({}, {}, (await generateKeyPair('RS256')).privateKey)],
    [
      'signed with another key, which it brings along',
      async () => {
        const pair = await generateKeyPair('RS256', { extractable: true })
        return new SignJWT({ iss: issuer, aud: 'cabinet', sub: 'x', exp: seconds() + 60, roles: ['admin'] })
          .setProtectedHeader({ alg: 'RS256', jwk: (await exportJWK(pair.publicKey)) as never })
          .sign(pair.privateKey)
      },
    ],
    [
      'signed with our public key as a shared secret (HS256)',
      async () => token({}, { alg: 'HS256' }, new TextEncoder().encode(await exportSPKI(ours.publicKey))),
    ],
    [
      'by an algorithm that is not on the list',
      async () => {
        const pair = await generateKeyPair('RS512')
        return token({}, { alg: 'RS512' }, pair.privateKey)
      },
    ],
    ['of a key that nobody has', () => token({}, { kid: 'theirs' })],
    ['expired', () => token({ exp: seconds() - 31 })],
    ['not valid yet', () => token({ nbf: seconds() + 60 })],
    ['that never expires', () => token({ exp: undefined as never })],
    ['without a subject', () => token({ sub: undefined as never })],
    ['for another audience', () => token({ aud: 'shop' })],
    ['for no audience', () => token({ aud: undefined as never })],
    ['of another issuer', () => token({ iss: 'https://evil.example.org' })],
    [
      'changed on its way',
      async () => {
        const [head, , signature] = (await token()).split('.')
        return `${head}.${part({ iss: issuer, aud: 'cabinet', sub: 'x', exp: seconds() + 60, roles: ['admin'] })}.${signature}`
      },
    ],
    ['that is none', () => 'a.b.c'],
    ['that is none at all', () => '..'],
  ]
  test.each(cases)('%s', async (_what, make) => {
    mood = 'well'
    expect(await oidcOf().principalOf(await make())).toBeNull()
    const { api } = await securedApi({ others: [oidcOf()] })
    const answer = await api.inject({
      url: '/api/totaux',
      headers: { authorization: `Bearer ${await make()}` },
    })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ type: '/docs#unauthenticated' })
  })
})

test('clocks may differ a little', async () => {
  mood = 'well'
  expect(await oidcOf().principalOf(await token({ exp: seconds() - 5 }))).not.toBeNull()
})

test('a token without a role that is known here reaches nothing', async () => {
  mood = 'well'
  const { api } = await securedApi({ others: [oidcOf()] })
  for (const roles of [[], ['interne'], ['root'], 'medecin', null]) {
    const headers = { authorization: `Bearer ${await token({ roles })}` }
    expect((await api.inject({ url: '/api/totaux', headers })).statusCode).toBe(403)
    expect((await api.inject({ url: '/api/medecins/M1/agenda', headers })).statusCode).toBe(403)
  }
})

test('a key that is new at the issuer is found', async () => {
  mood = 'well'
  const oidc = oidcOf()
  expect(await oidc.principalOf(await token())).not.toBeNull()
  const next = await generateKeyPair('ES256', { extractable: true })
  keys = [...keys, { ...(await exportJWK(next.publicKey)), kid: 'next', alg: 'ES256', use: 'sig' }]
  // Another one, that has not asked just now.
  expect(
    await oidcOf().principalOf(await token({}, { alg: 'ES256', kid: 'next' }, next.privateKey)),
  ).not.toBeNull()
})

describe('while the issuer cannot be asked', () => {
  test('a token that has expired is nobody’s all the same', async () => {
    mood = 'well'
    let time = Date.now()
    const oidc = oidcOf({}, () => time)
    const credential = await token()
    expect(await oidc.principalOf(credential)).not.toBeNull()
    time += 90_000
    expect(await oidc.principalOf(credential)).toBeNull()
    mood = 'down'
    const another = oidcOf({}, () => time)
    await expect(another.principalOf(await token({ exp: seconds() + 3_600 }))).rejects.toMatchObject({
      status: 503,
    })
    expect(await another.principalOf(credential)).toBeNull()
  })

  test.each(['down', 'silent', 'nonsense'] as const)(
    '(%s) a token is answered 503, a key as ever, and the issuer is let alone',
    async how => {
      mood = how
      let time = 0
      const oidc = oidcOf({}, () => time)
      const { api } = await securedApi({ others: [oidc] })
      const before = asked.discovery
      const ask = async () =>
        api.inject({ url: '/api/totaux', headers: { authorization: `Bearer ${await token()}` } })
      const [first, second] = [await ask(), await ask()]
      expect([first.statusCode, second.statusCode]).toEqual([503, 503])
      expect(first.json()).toMatchObject({ type: '/docs#issuer-away' })
      expect(first.headers['retry-after']).toBe('2')
      expect(first.body).not.toContain('127.0.0.1')
      expect(asked.discovery - before).toBe(1)
      // What is none of its tokens is not worth a question.
      expect(
        (await api.inject({ url: '/api/totaux', headers: { authorization: 'Bearer a.b.c' } })).statusCode,
      ).toBe(401)
      mood = 'well'
      time = 2_000
      expect((await ask()).statusCode).toBe(200)
    },
  )
})
