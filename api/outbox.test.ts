import { describe, expect, test } from 'vitest'
import type { ApiOptions } from './apiOptions.ts'
import type { OutboxEntry } from './outbox/outboxEntry.ts'
import { OutboxUnable } from './outbox/outboxUnable.ts'
import { fakeApi } from './test/fakeApi.ts'

type Outbox = NonNullable<ApiOptions['outbox']>

/** An outbox in memory that is full at two. */
class FakeOutbox implements Outbox {
  readonly entries: OutboxEntry[] = []
  readonly found: Outbox['found']

  constructor(found: Outbox['found'] = []) {
    this.found = found
  }

  get isEmpty(): boolean {
    return this.entries.length === 0
  }

  async keep(entry: OutboxEntry): Promise<void> {
    if (this.entries.length === 2) throw OutboxUnable.full('records', 2)
    this.entries.push(entry)
  }

  status(): ReturnType<Outbox['status']> {
    return {
      state: 'waiting',
      records: this.entries.length,
      maxRecords: 2,
      bytes: 7,
      maxBytes: 70,
      oldest: Date.UTC(2026, 3, 20),
      lastError: 'No answer from Kafka',
      totals: { kept: this.entries.length, sent: 0, refused: 0 },
    }
  }
}

const away = Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })

describe('with an outbox', () => {
  test('a command that Kafka does not take is kept, and answered as such', async () => {
    const outbox = new FakeOutbox()
    const fake = await fakeApi({ outbox })
    fake.failure = away
    const { status, body, headers } = await fake.post('/api/patients', { patientId: 'P', eventId: 'e1' })
    expect(status).toBe(202)
    expect(body).toEqual({
      id: 'P',
      eventId: 'e1',
      status: 'kept',
      topic: 'patient.created',
      partition: null,
      offset: null,
    })
    expect(headers.location).toBe('/api/patients/P?event=e1&wait=5')
    expect(outbox.entries).toMatchObject([
      { eventId: 'e1', fingerprint: null, record: { topic: 'patient.created', key: 'P' } },
    ])
  })

  test('while something waits everything goes through it; when it is empty nothing does', async () => {
    const outbox = new FakeOutbox()
    const fake = await fakeApi({ outbox })
    fake.failure = away
    await fake.post('/api/patients', { nom: '1' })
    fake.failure = null
    expect((await fake.post('/api/patients', { nom: '2' })).body).toMatchObject({ status: 'kept' })
    expect(fake.published).toEqual([])
    outbox.entries.length = 0
    expect((await fake.post('/api/patients', { nom: '3' })).body).toMatchObject({ status: 'published' })
    expect(fake.published).toHaveLength(1)
  })

  test('when it is full the answer is 503 with a reason, in the language asked for', async () => {
    const fake = await fakeApi({ outbox: new FakeOutbox() })
    fake.failure = away
    for (const nom of ['1', '2']) expect((await fake.post('/api/patients', { nom })).status).toBe(202)
    expect(await fake.post('/api/patients', {}, { 'accept-language': 'fr' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
      body: {
        type: '/docs#outbox-unable',
        detail: 'La file d’envoi est pleine : elle a 2 enregistrements (OUTBOX_RECORDS).',
      },
    })
  })

  test('a mistake of ours is not kept', async () => {
    const outbox = new FakeOutbox()
    const fake = await fakeApi({ outbox })
    fake.failure = new TypeError('a mistake')
    expect((await fake.post('/api/patients', {})).status).toBe(500)
    expect(outbox.isEmpty).toBe(true)
  })

  test('what an earlier process kept is known by its key', async () => {
    const key = { 'idempotency-key': 'k1' }
    const outbox = new FakeOutbox()
    const first = await fakeApi({ outbox })
    first.failure = away
    const kept = await first.post('/api/patients', { nom: 'A' }, key)
    const found = outbox.entries.map(({ eventId, fingerprint, record }) => ({
      eventId,
      fingerprint: fingerprint!,
      topic: record.topic,
      time: record.timestamp,
    }))
    const second = await fakeApi({ outbox: new FakeOutbox(found) })
    expect((await second.post('/api/patients', { nom: 'A' }, key)).body).toEqual(kept.body)
    expect((await second.post('/api/patients', { nom: 'B' }, key)).status).toBe(422)
    expect(second.published).toEqual([])
  })

  test('its state is at /api/outbox, in /health and in the metrics', async () => {
    const outbox = new FakeOutbox()
    const { get } = await fakeApi({ outbox })
    const state = { state: 'waiting', records: 0, maxRecords: 2, oldest: '2026-04-20T00:00:00.000Z' }
    expect((await get('/api/outbox')).body).toMatchObject(state)
    expect((await get('/health')).body).toMatchObject({ state: 'RUNNING', outbox: state })
    const metrics = (await get('/metrics')).body as string
    expect(metrics).toContain('cabinet_outbox_bytes_limit 70')
    expect(metrics).toContain('cabinet_outbox_oldest_timestamp_seconds 1776643200')
    expect(metrics).toContain('# TYPE cabinet_outbox_kept_total counter')
  })
})

test('without an outbox there is nothing to tell', async () => {
  const { get } = await fakeApi()
  expect((await get('/api/outbox')).status).toBe(404)
  expect((await get('/health')).body).toEqual({ state: 'RUNNING', outbox: null })
  expect((await get('/metrics')).body).not.toContain('cabinet_outbox')
})
