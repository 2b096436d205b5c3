import { expect, test } from 'vitest'
import type { TreatReport } from '../dlq/treatReport.ts'
import { OutboxUnable } from './outbox/outboxUnable.ts'

import { type ProblemCode, problem, problemCodes } from './problems.ts'
import { fakeApi } from './test/fakeApi.ts'
import { patientRow } from './test/rows.ts'

const api = fakeApi
const kafkaUnreachable = Object.assign(new Error('No broker answers'), { name: 'KafkaUnreachable' })
const refusing = async () => {
  throw problem('generation-refused', { en: 'There is none before.', fr: 'Il n’y en a pas avant.' })
}
const post = { method: 'POST', url: '/api/patients', payload: { nom: 'A' } } as const

type Asked = readonly [build: () => ReturnType<typeof fakeApi>, request: object]

/** How each problem comes about; those of access, trail and feed have their own tests. */
const provoked: Readonly<Partial<Record<ProblemCode, Asked>>> = {
  'invalid-request': [api, { url: '/api/patients?limit=0&cursor=!&colour=red' }],
  'broken-json': [api, { ...post, headers: { 'content-type': 'application/json' }, payload: '{' }],
  'request-refused': [api, { url: '/api/patients/%zz' }],
  'not-found': [api, { url: '/api/dlq/0/1' }],
  'no-such-route': [api, { url: '/nope' }],
  'method-not-allowed': [api, { method: 'PUT', url: '/api/patients' }],
  'too-large': [() => fakeApi({ limits: { bodyBytes: 10 } }), { ...post, payload: { nom: 'too long' } }],
  'unsupported-media-type': [api, { ...post, headers: { 'content-type': 'text/xml' }, payload: '<a/>' }],
  'key-reused': [
    async () => {
      const fake = await fakeApi()
      await fake.post('/api/patients', { nom: 'B' }, { 'idempotency-key': 'k' })
      return fake
    },
    { ...post, headers: { 'idempotency-key': 'k' } },
  ],
  'not-ready': [
    async () => {
      const fake = await fakeApi()
      fake.instance.state = 'REBALANCING'
      return fake
    },
    { url: '/ready' },
  ],
  'condition-not-met': [
    async () => {
      const fake = await fakeApi()
      fake.instance.partitions = []
      fake.instance.standbys = { 0: 5, 1: 5, 2: 5 }
      return fake
    },
    { url: '/api/patients?max-lag=4' },
  ],
  incomplete: [
    async () => {
      const fake = await fakeApi()
      fake.instance.partitions = [0]
      return fake
    },
    { url: '/api/patients' },
  ],
  'generation-refused': [
    () => fakeApi({ generations: { rollback: refusing } as never }),
    { method: 'POST', url: '/api/admin/generations/rollback' },
  ],
  'history-gone': [api, { url: '/api/medecins/M1/agenda?at=1960-01-01T00:00:00Z' }],
  'too-many-waiting': [() => fakeApi({ limits: { waiting: 0 } }), { url: '/api/patients/P1?wait=1' }],
  'kafka-away': [
    async () => {
      const fake = await fakeApi()
      fake.failure = kafkaUnreachable
      return fake
    },
    post,
  ],
  'outbox-unable': [
    () =>
      fakeApi({
        outbox: {
          isEmpty: false,
          found: [],
          keep: () => Promise.reject(OutboxUnable.full('records', 3)),
        } as never,
      }),
    post,
  ],
  'internal-error': [
    async () => {
      const fake = await fakeApi()
      fake.instance.put('patients', 'P1', { ...patientRow('P1'), connuLe: 'never' })
      return fake
    },
    { url: '/api/patients/P1' },
  ],
}
const ofOthers = new Set<string>([
  'unauthenticated',
  'forbidden',
  'too-many-requests',
  'issuer-away',
  'trail-away',
  'too-many-clients',
])

interface Told {
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly faults?: readonly { readonly message: string }[]
}

test.each(Object.keys(problemCodes).filter(code => !ofOthers.has(code)) as ProblemCode[])(
  '%s is told in French and in English',
  async code => {
    const [build, request] = provoked[code]!
    const inLanguage = async (language: string) => {
      const fake = await build()
      const answer = await fake.api.inject({
        ...request,
        headers: { ...headersOf(request), 'accept-language': language },
      })
      expect(answer.headers['content-language']).toBe(language)
      expect(String(answer.headers.vary)).toContain('accept-language')
      expect(answer.json<Told>().type).toBe(`/docs#${code}`)
      return answer.json<Told>()
    }
    const [fr, en] = [await inLanguage('fr'), await inLanguage('en')]
    for (const part of ['title', 'detail'] as const) expect(fr[part]).not.toBe(en[part])
    expect(fr.faults?.length).toBe(en.faults?.length)
    for (const [i, { message }] of (fr.faults ?? []).entries())
      expect(message).not.toBe(en.faults![i]!.message)
  },
)

const headersOf = (request: { readonly headers?: object }) => ({ ...request.headers })

test('every problem has a title in both languages', () => {
  for (const [code, [, title]] of Object.entries(problemCodes)) {
    expect(title.fr, code).not.toBe('')
    expect(title.fr, code).not.toBe(title.en)
  }
})

test('what becomes of dead letters is told in both', async () => {
  const report: TreatReport = {
    action: 'replayed',
    done: 0,
    already: 0,
    refused: 1,
    reasons: [{ letter: '0@1', reason: { en: 'there is no such letter', fr: 'cette lettre n’existe pas' } }],
    scanned: 1,
    bound: 1,
    next: null,
  }
  const { post } = await fakeApi({ deadLetters: { replay: async () => report } as never })
  for (const [language, reason] of [
    ['fr', 'cette lettre n’existe pas'],
    ['en', 'there is no such letter'],
  ] as const) {
    const { body, headers } = await post(
      '/api/dlq/replay',
      { letters: ['0@1'] },
      { 'accept-language': language },
    )
    expect(body).toMatchObject({ reasons: [{ letter: '0@1', reason }] })
    expect(headers).toMatchObject({ 'content-language': language, vary: 'accept-language' })
  }
})
