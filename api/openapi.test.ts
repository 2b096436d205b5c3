import { Validator } from '@seriousme/openapi-schema-validator'
import type { RouteOptions } from 'fastify'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Api } from './api.ts'
import { Described } from './test/described.ts'
import { fakeApi } from './test/fakeApi.ts'

const routes = vi.hoisted((): RouteOptions[] => [])
vi.mock('fastify', async original => {
  const real = await original<typeof import('fastify')>()
  const fastify = (options: object) => {
    const app = real.default(options)
    app.addHook('onRoute', route => void routes.push(route))
    return app
  }
  return { ...real, default: fastify }
})

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[]
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, unknown>> }>
  >
}

let api: Api
let document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }
beforeAll(async () => {
  const fake = await fakeApi()
  api = fake.api
  document = (await api.inject('/openapi.json')).json()
})

test('is a document of OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  expect(errors ?? []).toEqual([])
  expect({ valid, version: validator.version }).toEqual({ valid: true, version: '3.1' })
})

/** What instances ask each other, what describes the API, and the websocket (docs/flux.md): the only routes that are not described. */
const hidden =
  /^\/(internal\/.+|api\/admin\/streams\/local\/.+|assets\/.+|docs|openapi\.json|asyncapi\.json|flux)?$/

test('has every route that the server has, but those that are not for callers, and no other', () => {
  const registered = routes.flatMap(({ method, url }) =>
    [method]
      .flat()
      .filter(each => each !== 'HEAD' && each !== 'OPTIONS')
      .filter(() => !hidden.test(url))
      .map(each => `${each} ${url.replaceAll(/:(\w+)/g, '{$1}')}`),
  )
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  )
  expect(registered.length).toBeGreaterThan(30)
  expect(described.sort()).toEqual(registered.sort())
})

test('says of every operation what it is, what it is asked with, and what it answers', () => {
  const missing = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { summary, tags, parameters = [], responses }]) => {
      const problems = Object.entries(responses).filter(
        ([, { content }]) => content?.['application/problem+json'],
      )
      const statuses = problems.map(([status]) => status)
      return [
        ...(summary ? [] : ['a summary']),
        ...(tags?.length === 1 ? [] : ['a tag']),
        ...parameters.flatMap(({ name, description }) => (description ? [] : [`a description of ${name}`])),
        ...Object.entries(responses).flatMap(([status, { description }]) =>
          description && description !== 'Default Response' ? [] : [`a description of ${status}`],
        ),
        ...['400', '429', '500'].flatMap(status =>
          statuses.includes(status) ? [] : [`a problem ${status}`],
        ),
        ...(Object.keys(responses).some(status => status.startsWith('2')) ? [] : ['an answer']),
        ...problems.flatMap(([status, { content }]) =>
          JSON.stringify(content).includes('#/components/schemas/Problem') ? [] : [`the schema of ${status}`],
        ),
      ].map(what => `${method} ${path} lacks ${what}`)
    }),
  )
  expect(missing).toEqual([])
})

describe('answers are held to it:', () => {
  const answer = {
    method: 'GET',
    path: '/api/medecins/M1/absences?wait=1',
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' } as Record<string, string>,
    body: '{"medecinId":"M1","items":[]}',
  }
  const problem = {
    ...answer,
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
    body: '{"type":"t","title":"t","status":503,"detail":"d","instance":"i"}',
  }
  test.each([
    ['one as described', answer, []],
    ['a problem as described', problem, []],
    ['another status', { ...answer, status: 207 }, ['GET /api/medecins/{id}/absences 207 is not described']],
    ['a field too few', { ...answer, body: '{"items":[]}' }, [expect.stringContaining('medecinId')]],
    [
      'a field of another type',
      { ...answer, body: '{"medecinId":1,"items":[]}' },
      [expect.stringContaining('string')],
    ],
    [
      'another type',
      { ...answer, headers: { 'content-type': 'text/html' } },
      [expect.stringContaining('text/html')],
    ],
    [
      'no Retry-After',
      { ...problem, headers: { 'content-type': 'application/problem+json' } },
      [expect.stringContaining('Retry-After')],
    ],
    [
      'a problem that is none',
      { ...problem, body: '{"title":"t"}' },
      [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
    ],
    [
      'a problem of no path',
      { ...problem, path: '/nope', body: '{"title":"t"}' },
      [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
    ],
    ['a method that is not described', { ...answer, method: 'PUT' }, [expect.stringContaining('PUT')]],
  ])('%s', (_what, seen, faults) => {
    expect(new Described(document).faults(seen)).toEqual(faults)
  })
})

test('says of every route whether it asks who is there', () => {
  const open = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap(({ security }) => (security?.length === 0 ? [path] : [])),
  )
  expect(open).toEqual(['/health', '/ready'])
  const others = Object.values(document.paths).flatMap(methods => Object.values(methods))
  expect(others.filter(({ security }) => security === undefined)).toEqual([])
})
