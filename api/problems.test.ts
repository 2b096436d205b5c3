import { expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'

const post = { method: 'POST', url: '/api/patients' } as const

test.each([
  ['a route that is not there', { method: 'GET', url: '/nope?x=1' }, 404, 'no-such-route'],
  ['a method that is not there', { method: 'DELETE', url: '/api/patients/1' }, 404, 'no-such-route'],
  ['a path that cannot be decoded', { method: 'GET', url: '/api/patients/%zz' }, 400, 'request-refused'],
  [
    'a body that is not JSON',
    { ...post, headers: { 'content-type': 'application/json' }, payload: '{' },
    400,
    'request-refused',
  ],
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
