import { expect, test } from 'vitest'
import { problem } from '../problems.ts'
import { fakeApi } from '../test/fakeApi.ts'
import type { GenerationList } from './generationAdmin.ts'
import { FakeLiveness } from './test/fakeLiveness.ts'

const list: GenerationList = {
  live: 1,
  previous: null,
  isCutting: false,
  lastComparison: {
    cut: 'c',
    left: 1,
    right: 2,
    at: '2026-01-01T00:00:00.000Z',
    heldMs: 12.5,
    positions: { 'patient.created-0': 7 },
    records: 7,
    isEqual: false,
    stores: [
      {
        store: 'patients',
        verdict: 'different',
        left: { rows: 1, hash: 'a', partitions: 3 },
        right: { rows: 1, hash: 'b', partitions: 3 },
        onlyLeft: 0,
        onlyRight: 0,
        changed: 1,
        first: [
          {
            partition: 0,
            key: Buffer.from('P1'),
            left: Buffer.from('{"v":1,"patientId":"P1","nom":"Amal"}'),
            right: Buffer.from('{"v":1,"patientId":"P1","nom":"Amel"}'),
          },
        ],
      },
    ],
    outputs: [],
  },
  generations: [],
  rules: [{ name: 'DEFAULT_TARIF', value: '200', allowed: 'an amount', unit: 'currency' }],
}

test('the list has the last comparison, and nobody’s name', async () => {
  const { get } = await fakeApi({
    generations: { list: async () => list } as never,
  })
  const { status, body } = await get('/api/admin/generations')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    live: 1,
    rules: [{ name: 'DEFAULT_TARIF', value: '200' }],
    lastComparison: {
      stores: [{ first: [{ key: 'P1', left: '{"patientId":"P1","nom":"…"}' }] }],
    },
  })
})

test('what cannot be done now is a 409 with the reason', async () => {
  const switchTo = async () => {
    throw problem('generation-refused', { en: 'It is 7 records behind.', fr: 'Elle a 7 de retard.' })
  }
  const { send } = await fakeApi({ generations: { switchTo } as never })
  expect(await send('POST', '/api/admin/generations/2/switch')).toMatchObject({
    status: 409,
    body: { type: '/docs#generation-refused', detail: 'It is 7 records behind.' },
  })
})

test('metrics tell the generation', async () => {
  const { get } = await fakeApi({ liveness: new FakeLiveness(3, true) })
  const { body } = await get('/metrics')
  expect(body).toContain('generation_info{generation="3",state="live"} 1')
  expect(body).toContain('generation_live 1')
  expect(body).toContain('generation_last_hold_seconds 0.35')
})
