import { describe, expect, test } from 'vitest'
import { createDecoder } from '../events/decode.ts'
import { fakeApi } from './test/fakeApi.ts'

describe('commands', () => {
  test('publish the envelope, with fresh ids, and answer where it lies', async () => {
    const { post, published } = await fakeApi()
    const { status, body, headers } = await post('/api/medecins', { nom: 'Dr A', tarif: 199.99 })
    const { id, eventId } = body as { id: string; eventId: string }
    expect(status).toBe(202)
    expect(body).toEqual({ id, eventId, topic: 'medecin.created', partition: 1, offset: 42 })
    expect(headers.location).toBe(`/api/medecins/${id}`)
    expect(published).toMatchObject([{ topic: 'medecin.created', key: id }])
    expect(JSON.parse(published[0]!.value!)).toEqual({
      eventId,
      eventType: 'medecin.created',
      timestamp: '2026-04-20T10:00:00.000Z',
      version: '1.0',
      data: { medecinId: id, nom: 'Dr A', tarif: 199.99 },
    })
  })

  test('keep ids that are given, so that sending again has no further effect', async () => {
    const { post, published } = await fakeApi()
    const { body, headers } = await post('/api/patients', { patientId: 'a/b', eventId: 'e1', nom: null })
    expect(body).toMatchObject({ id: 'a/b', eventId: 'e1' })
    expect(headers.location).toBe('/api/patients/a%2Fb')
    expect(published[0]!.key).toBe('a/b')
  })

  test('write what the cabinet reads', async () => {
    const { post, published } = await fakeApi()
    const body = {
      patientId: 'P',
      medecinId: 'M',
      dateRendezVous: '2026-05-04T10:00:00+01:00',
      dureeMinutes: 20,
    }
    await post('/api/rendezvous', body)
    const { topic, key, value, timestamp } = published[0]!
    expect(createDecoder()({ topic, key, value, timestamp })).toMatchObject({
      type: 'rendezvous.created',
      data: { patientId: 'P', medecinId: 'M', dateRendezVous: Date.UTC(2026, 4, 4, 9), dureeMinutes: 20 },
    })
  })

  test.each([
    ['patients', { nom: 5 }, 'body/nom'],
    ['patients', { dateNaissance: '1990-02-31' }, 'body/dateNaissance'],
    ['patients', { patientId: '' }, 'body/patientId'],
    ['patients', { prenoms: 'x' }, 'body/prenoms'],
    ['medecins', { tarif: -1 }, 'body/tarif'],
    ['medecins', { tarif: '200' }, 'body/tarif'],
    ['rendezvous', { patientId: 'P' }, 'body/medecinId'],
    ['rendezvous', { patientId: 'P', medecinId: 'M', dateRendezVous: 'tomorrow' }, 'body/dateRendezVous'],
  ])('POST %s %o names the fault at %s', async (path, body, where) => {
    const { post, published } = await fakeApi()
    const answer = await post(`/api/${path}`, body)
    expect(answer.status).toBe(400)
    expect((answer.body as { faults: unknown[] }).faults).toEqual([{ where, message: expect.any(String) }])
    expect(published).toEqual([])
  })

  test('answer 503 with Retry-After when Kafka is away, and 500 without details when it is our fault', async () => {
    const fake = await fakeApi()
    fake.failure = Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })
    const away = await fake.post('/api/patients', {})
    expect(away).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    expect(away.body).toMatchObject({ type: '/docs#kafka-away' })
    fake.failure = new TypeError('secret of the house')
    const ours = await fake.post('/api/patients', {})
    expect(ours.status).toBe(500)
    expect(JSON.stringify(ours.body)).not.toContain('secret')
  })
})
