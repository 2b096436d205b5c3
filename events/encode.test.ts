import { expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { createDecoder } from './decode.ts'
import { derivedEventId, derivedId } from './derivedId.ts'
import { encode, keyOf, type OutgoingEvent } from './encode.ts'
import { inputTopics, outputTopics, topics } from './topics.ts'
import { uuidBytes, uuidv5 } from './uuidv5.ts'

const consultation: OutgoingEvent = {
  type: 'consultation.created',
  eventId: derivedEventId('R1', 'consultation.created', 0),
  time: Date.UTC(2026, 3, 20),
  data: {
    consultationId: derivedId('consultation', 'R1'),
    rendezVousId: 'R1',
    patientId: 'P1',
    medecinId: 'M1',
    specialite: null,
    dateConsultation: Date.UTC(2026, 3, 21, 9, 30),
    montantCentimes: 19999,
  },
}

it('writes the envelope, amounts decimal and dates ISO', () => {
  expect(JSON.parse(encode(consultation))).toEqual({
    eventId: consultation.eventId,
    eventType: 'consultation.created',
    timestamp: '2026-04-20T00:00:00.000Z',
    version: '1.0',
    data: {
      consultationId: derivedId('consultation', 'R1'),
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateConsultation: '2026-04-21T09:30:00.000Z',
      montant: 199.99,
    },
  })
  expect(keyOf(consultation)).toBe(derivedId('consultation', 'R1'))
})

it('what it writes, the decoder reads', () => {
  const record = {
    topic: consultation.type,
    key: keyOf(consultation),
    value: encode(consultation),
    timestamp: 0,
  }
  expect(createDecoder()(record)).toEqual(consultation)
})

it('writes flat for services that know no envelope, and the decoder reads that too', () => {
  const value = encode(consultation, 'flat')
  expect(JSON.parse(value)).toEqual({
    eventId: consultation.eventId,
    consultationId: derivedId('consultation', 'R1'),
    rendezVousId: 'R1',
    patientId: 'P1',
    medecinId: 'M1',
    dateConsultation: '2026-04-21T09:30:00.000Z',
    montant: 199.99,
    dateCreation: '2026-04-20T00:00:00.000Z',
  })
  const record = { topic: consultation.type, key: keyOf(consultation), value, timestamp: 0 }
  expect(createDecoder()(record)).toEqual(consultation)
})

it('makes the UUIDs of RFC 9562', () => {
  const dns = uuidBytes('6ba7b810-9dad-11d1-80b4-00c04fd430c8')
  expect(uuidv5('www.example.com', dns)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  expect(uuidv5('é'.repeat(400), dns)).toMatch(/^[0-9a-f-]{36}$/)
})

it('has a topic for every event, the dead letters, and who read what', () => {
  const others = ['cabinet.dlq', 'cabinet.dlq.traitement', 'cabinet.audit']
  expect(topics.map(each => each.name).sort()).toEqual([...Object.keys(catalogue), ...others].sort())
  expect(
    topics
      .filter(each => each.configs['retention.ms'] !== '-1')
      .map(each => each.name)
      .sort(),
  ).toEqual(['cabinet.audit', 'cabinet.dlq'])
  expect(topics.filter(each => each.partitions !== 3).map(each => each.name)).toEqual([
    'cabinet.dlq.traitement',
  ])
  const both = inputTopics.filter(each => outputTopics.includes(each)).map(each => each.name)
  expect(both).toEqual(['rendezvous.cancelled', 'facture.failed', 'creneau.libere'])
})
