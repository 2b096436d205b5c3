import { describe, expect, test } from 'vitest'
import type { LetterList, Selection } from '../dlq/deadLetters.ts'
import type { LetterFilter } from '../dlq/letterFilter.ts'
import type { LetterId } from '../dlq/letterId.ts'
import type { FoundLetter } from '../dlq/letterScan.ts'
import type { TreatReport } from '../dlq/treatReport.ts'
import { fakeApi } from './test/fakeApi.ts'

const found: FoundLetter = {
  letter: {
    partition: 1,
    offset: 12,
    writtenAt: Date.UTC(2026, 3, 21),
    timestamp: Date.UTC(2026, 3, 20),
    key: Buffer.from('P1'),
    value: Buffer.from([0xff, 0]),
    headers: [{ key: '__TypeId__', value: Buffer.from('ma.cabinet.PatientCreated') }],
    source: { topic: 'patient.created', partition: 2, offset: 7 },
    stage: 'process',
    task: '0_2',
    error: 'BROKEN_JSON',
    message: 'The value is not JSON',
    omitted: [],
    bytes: 4,
  },
  treatment: null,
  previous: null,
}
const report: TreatReport = {
  action: 'replayed',
  done: 1,
  already: 0,
  refused: 0,
  reasons: [],
  scanned: 1,
  bound: 1,
  next: null,
}

async function api() {
  const calls: unknown[][] = []
  const list: LetterList = { letters: [found], scanned: 9, bound: 100_000, next: '1@13' }
  const fake = await fakeApi({
    deadLetters: {
      list: async (...asked: [LetterFilter, number, (LetterId | null)?]) => {
        calls.push(asked)
        return list
      },
      get: async ({ offset }) => (offset === 12 ? found : null),
      replay: async (selection: Selection, force?: boolean) => {
        calls.push([selection, force])
        return report
      },
      discard: async (selection: Selection) => {
        calls.push([selection])
        return { ...report, action: 'discarded' as const }
      },
    },
  })
  return { ...fake, calls }
}

describe('dead letters', () => {
  test('are listed by filter, page by page, without their values', async () => {
    const { get, calls } = await api()
    const query =
      'topic=patient.created&partition=2&fromOffset=0&error=BROKEN_JSON&since=2026-04-20T00:00:00Z'
    const { status, body } = await get(`/api/dlq?${query}&limit=1&cursor=1@12`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ scanned: 9, bound: 100_000, next: '1@13' })
    expect((body as { items: object[] }).items).toEqual([
      {
        letter: '1@12',
        status: 'open',
        treatedAt: null,
        topic: 'patient.created',
        partition: 2,
        offset: 7,
        timestamp: '2026-04-20T00:00:00.000Z',
        writtenAt: '2026-04-21T00:00:00.000Z',
        error: 'BROKEN_JSON',
        message: 'The value is not JSON',
        stage: 'process',
        task: '0_2',
        key: { text: 'P1' },
        bytes: 4,
        omitted: [],
      },
    ])
    const filter = { topic: 'patient.created', partition: 2, fromOffset: 0, error: 'BROKEN_JSON' }
    expect(calls).toEqual([[{ ...filter, since: Date.UTC(2026, 3, 20) }, 1, { partition: 1, offset: 12 }]])
  })

  test('are shown one by one, whole', async () => {
    const { get } = await api()
    const { status, body } = await get('/api/dlq/1/12')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      letter: '1@12',
      value: { base64: '/wA=' },
      headers: [{ name: '__TypeId__', value: { text: 'ma.cabinet.PatientCreated' } }],
    })
    expect((await get('/api/dlq/1/13')).status).toBe(404)
    expect((await get('/api/dlq/1/x')).status).toBe(400)
  })

  test('are replayed and discarded: those that are named, or those that match', async () => {
    const { post, calls } = await api()
    expect((await post('/api/dlq/replay', { letters: ['1@12'] })).body).toEqual(report)
    await post('/api/dlq/replay', { filter: { error: 'WRONG_TYPE' }, force: true, limit: 5, from: '0@3' })
    const { body } = await post('/api/dlq/discard', { filter: {} })
    expect(body).toMatchObject({ action: 'discarded' })
    expect(calls).toEqual([
      [{ letters: [{ partition: 1, offset: 12 }] }, false],
      [{ filter: { error: 'WRONG_TYPE', status: 'all' }, limit: 5, from: { partition: 0, offset: 3 } }, true],
      [{ filter: { status: 'open' }, limit: 500, from: null }],
    ])
  })

  test.each([
    ['nothing is said', {}],
    ['both are', { letters: ['0@1'], filter: {} }],
    ['a letter has no such name', { letters: ['0-1'] }],
    ['a filter is not known', { filter: { colour: 'red' } }],
  ])('nothing is replayed where %s', async (_, body) => {
    const { post, calls } = await api()
    expect((await post('/api/dlq/replay', body)).status).toBe(400)
    expect(calls).toEqual([])
  })

  test('that Kafka does not show now are asked for again later', async () => {
    const { get } = await fakeApi({
      deadLetters: {
        list: async () => {
          throw Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })
        },
      } as never,
    })
    expect(await get('/api/dlq')).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  })
})
