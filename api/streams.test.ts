import { beforeEach, describe, expect, test } from 'vitest'
import type { TrailEntry } from '../events/trailEntry.ts'
import { bearer, keys, securedApi } from './access/test/securedApi.ts'
import { type FakeApi, fakeApi } from './test/fakeApi.ts'

let fake: FakeApi
beforeEach(async () => {
  fake = await fakeApi()
})

describe('the inside of the cabinet', () => {
  test.each(['topology', 'flow', 'cluster', 'timeline', 'stores', 'nodes/publier/failures'])(
    '%s',
    async what => {
      expect((await fake.get(`/api/admin/streams/${what}`)).status).toBe(200)
    },
  )

  test('steps and stores that are not there', async () => {
    for (const path of ['nodes/none/records', 'stores/none/rows', 'stores/patients/rows?limit=0'])
      expect(await fake.get(`/api/admin/streams/${path}`)).toMatchObject({
        status: 400,
        body: { faults: [expect.anything()] },
      })
  })

  test('rows, by pages and by what their keys begin with', async () => {
    for (const id of ['P1', 'P2', 'Q1']) fake.instance.put('patients', id, { patientId: id })
    const rows = async (query: string) =>
      (await fake.get(`/api/admin/streams/stores/patients/rows${query}`)).body as {
        readonly rows: readonly { readonly key: string }[]
        readonly next: string | null
      }
    expect((await rows('')).rows.map(({ key }) => key)).toEqual(['P1', 'P2', 'Q1'])
    expect((await rows('?prefix=Q')).rows).toHaveLength(1)
    const first = await rows('?limit=2')
    expect(first).toMatchObject({ rows: [{ key: 'P1' }, { key: 'P2' }], next: 'P2' })
    expect(await rows('?limit=2&after=P2')).toMatchObject({ rows: [{ key: 'Q1' }], next: null })
  })
})

test('whoever reads rows or records is noted, with whom they tell of; what instances ask each other is for them alone', async () => {
  const lines: TrailEntry[] = []
  const note = (line: TrailEntry) => void lines.push(line)
  const { api, instance } = await securedApi({
    trail: { admits: true, counts: { waiting: 0, written: 0, lost: 0 }, note },
  })
  instance.seen = [
    {
      at: 1,
      task: '1_0',
      topic: 'patient.created',
      partition: 0,
      offset: 0,
      timestamp: 1,
      key: 'P9',
      value: { type: 'patient.created', data: { patientId: 'P9' } },
      isCut: false,
      headers: [],
    },
  ]
  const ask = async (path: string, key: string) => {
    lines.length = 0
    const { statusCode } = await api.inject({ url: `/api/admin/streams${path}`, headers: bearer(key) })
    return [statusCode, ...lines.flatMap(({ patients }) => patients)]
  }
  expect(await ask('/flow', keys.observation)).toEqual([200])
  expect(await ask('/nodes/publier/records', keys.admin)).toEqual([200, 'P9'])
  expect(await ask('/nodes/publier/records', keys.observation)).toEqual([403])
  expect(await ask('/stores/patients/rows', keys.secretariat)).toEqual([403])
  expect(await ask('/local/nodes/publier/records', keys.admin)).toEqual([403])
})
