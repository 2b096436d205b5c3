import { expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'

const post = { method: 'POST', url: '/api/patients' } as const

test.each([
  ['a route that is not there', { method: 'GET', url: '/nope?x=1' }, 404, 'no-such-route'],
  [
    'a method that is not there',
    { method: 'DELETE', url: '/api/consultations/1' },
    405,
    'method-not-allowed',
  ],
  [
    'a method without a body that could be read',
    { method: 'PUT', url: '/api/patients/1', headers: { 'content-type': 'text/xml' }, payload: '<a' },
    405,
    'method-not-allowed',
  ],
  ['a path that cannot be decoded', { method: 'GET', url: '/api/patients/%zz' }, 400, 'request-refused'],
  [
    'a body that is not JSON',
    { ...post, headers: { 'content-type': 'application/json' }, payload: '{"nom":"Alami' },
    400,
    'broken-json',
  ],
  [
    'an empty body that is said to be JSON',
    { ...post, headers: { 'content-type': 'application/json' }, payload: '' },
    400,
    'broken-json',
  ],
  ['a body that is no object', { ...post, payload: [1] }, 400, 'invalid-request'],
  [
    'a body of another type',
    { ...post, headers: { 'content-type': 'text/xml' }, payload: '<a/>' },
    415,
    'unsupported-media-type',
  ],
  ['a body too large', { ...post, payload: { nom: 'a'.repeat(70_000) } }, 413, 'too-large'],
  ['a query that is wrong', { method: 'GET', url: '/topology?format=png' }, 400, 'invalid-request'],
] as const)('%s is a problem of RFC 9457', async (_what, request, status, code) => {
  const { api } = await fakeApi()
  const answer = await api.inject(request as never)
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.json()).toMatchObject({
    type: `/docs#${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
    instance: request.url.split('?')[0],
  })
  expect(answer.body).not.toContain('Alami')
})

test.each([
  [undefined, 'en', 'Not found'],
  ['fr-FR,fr;q=0.9,en;q=0.8', 'fr', 'Introuvable'],
  ['de, fr;q=0.5, en;q=0.4', 'fr', 'Introuvable'],
  ['fr;q=0.4, en-GB', 'en', 'Not found'],
  ['fr;q=0, *', 'en', 'Not found'],
  ['*;q=x,;;', 'en', 'Not found'],
])('Accept-Language %s is answered in %s', async (accepted, language, title) => {
  const { api } = await fakeApi()
  const answer = await api.inject({
    url: '/api/patients/none',
    headers: accepted === undefined ? {} : { 'accept-language': accepted },
  })
  expect(answer.json()).toMatchObject({ title })
  expect(answer.headers).toMatchObject({ 'content-language': language, vary: 'accept-language' })
})

test('the limit of a body is configurable, and told', async () => {
  const { post } = await fakeApi({ limits: { bodyBytes: 100 } })
  expect(await post('/api/patients', { nom: 'a'.repeat(100) })).toMatchObject({
    status: 413,
    body: { detail: 'A body may have 100 bytes.' },
  })
})

test('all faults of a request are told at once', async () => {
  const { get } = await fakeApi()
  const { body } = await get('/api/patients?limit=0&colour=red')
  expect((body as { faults: unknown }).faults).toEqual(
    expect.arrayContaining([
      { where: 'querystring/colour', message: 'is not known here' },
      { where: 'querystring/limit', message: 'must be >= 1' },
    ]),
  )
})

test.each([
  ['DELETE', '/api/consultations/1', 'GET, HEAD'],
  ['PUT', '/api/patients', 'GET, HEAD, POST'],
  ['POST', '/api/patients/a%2Fb', 'DELETE, GET, HEAD, PATCH'],
])('%s %s is told what there is', async (method, url, allow) => {
  const { api } = await fakeApi()
  const { headers } = await api.inject({ method: method as 'PUT', url })
  expect(headers.allow).toBe(allow)
})
