import { describe, expect, it } from 'vitest'
import { englishAliases } from './aliases.ts'
import { BadEvent, type BadEventCode } from './badEvent.ts'
import { createDecoder, type RawRecord } from './decode.ts'

const decode = createDecoder()
const recordTime = Date.UTC(2026, 3, 1)

function record(topic: string, value: unknown, key: string | null = 'K'): RawRecord {
  return {
    topic,
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    timestamp: recordTime,
  }
}

function envelope(eventType: string, data: unknown, more: object = {}) {
  return {
    eventId: '550e8400-e29b-41d4-a716-446655440000',
    eventType,
    timestamp: '2026-01-02T16:30:00.000Z',
    version: '1.0',
    data,
    ...more,
  }
}

function codeOf(run: () => unknown): BadEventCode {
  try {
    run()
  } catch (error) {
    if (error instanceof BadEvent) return error.code
    throw error
  }
  throw new Error('was accepted')
}

const patient = {
  patientId: 'P1',
  nom: 'Alaoui',
  prenom: 'Sara',
  email: 's@ex.ma',
  telephone: '+2126',
  dateNaissance: '1980-02-29',
}
const medecin = {
  medecinId: 'M1',
  nom: 'Bennani',
  specialite: 'cardiologie',
  email: null,
  tarif: 199.99,
  dureeConsultation: 20,
}
const rendezvous = {
  rendezVousId: 'R1',
  patientId: 'P1',
  medecinId: 'M1',
  dateRendezVous: '2026-04-20T10:00:00Z',
  motif: 'contrôle',
}

describe('accepted formats', () => {
  it('the envelope', () => {
    expect(decode(record('patient.created', envelope('patient.created', patient)))).toEqual({
      type: 'patient.created',
      eventId: '550e8400-e29b-41d4-a716-446655440000',
      time: Date.UTC(2026, 0, 2, 16, 30),
      data: patient,
    })
  })

  it('a flat record of a Spring service, its date an array of local time', () => {
    const flat = { eventId: 'e1', ...patient, dateCreation: [2026, 4, 20, 10, 0, 12, 345000000] }
    const event = decode(record('patient.created', flat))
    expect(event.eventId).toBe('e1')
    expect(event.time).toBe(Date.UTC(2026, 3, 20, 9, 0, 12, 345))
    expect(event.data).toEqual(patient)
  })

  it('a decimal tarif becomes centimes', () => {
    expect(decode(record('medecin.created', medecin)).data).toEqual({
      medecinId: 'M1',
      nom: 'Bennani',
      specialite: 'cardiologie',
      email: null,
      tarifCentimes: 19999,
      dureeConsultation: 20,
    })
  })

  it.each([
    ['ISO with Z', '2026-04-20T10:00:00Z', Date.UTC(2026, 3, 20, 10)],
    ['ISO with a fraction', '2026-04-20T10:00:00.123456789Z', Date.UTC(2026, 3, 20, 10, 0, 0, 123)],
    ['ISO with an offset', '2026-04-20T10:00+02:00', Date.UTC(2026, 3, 20, 8)],
    ['ISO with a negative offset', '2026-04-20T10:00:00-0530', Date.UTC(2026, 3, 20, 15, 30)],
    ['ISO without zone', '2026-04-20T10:00:00', Date.UTC(2026, 3, 20, 9)],
    ['an array to minutes', [2026, 4, 20, 10, 0], Date.UTC(2026, 3, 20, 9)],
    ['an array to seconds', [2026, 4, 20, 10, 0, 30], Date.UTC(2026, 3, 20, 9, 0, 30)],
    ['an array to nanoseconds', [2026, 4, 20, 10, 0, 30, 999999999], Date.UTC(2026, 3, 20, 9, 0, 30, 999)],
    ['an array in Ramadan, when Morocco is at UTC+0', [2026, 3, 10, 10, 0], Date.UTC(2026, 2, 10, 10)],
    ['null', null, null],
    ['absent', undefined, null],
  ])('a date: %s', (_, dateRendezVous, expected) => {
    const event = decode(record('rendezvous.created', { ...rendezvous, dateRendezVous }))
    expect(event.data).toMatchObject({ dateRendezVous: expected })
  })

  it.each([[[1980, 2, 29]], ['1980-02-29'], ['1980-02-29T00:00:00Z'], [[1980, 2, 29, 0, 0]]])(
    'a day of birth: %j',
    dateNaissance => {
      expect(decode(record('patient.created', { patientId: 'P1', dateNaissance })).data).toMatchObject({
        dateNaissance: '1980-02-29',
      })
    },
  )

  it('only the ids', () => {
    const { data } = decode(
      record('rendezvous.created', { rendezVousId: 'R1', patientId: 'P1', medecinId: 'M1' }),
    )
    expect(data).toEqual({
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateRendezVous: null,
      dureeMinutes: null,
      motif: null,
    })
  })

  it('status and statut of a created event are ignored, whatever they are; unknown fields are dropped', () => {
    const value = { ...rendezvous, status: 'CONFIRMED', statut: 7, couleur: { r: 1 } }
    expect(decode(record('rendezvous.created', value)).data).toEqual({
      ...rendezvous,
      dateRendezVous: Date.UTC(2026, 3, 20, 10),
      dureeMinutes: null,
    })
  })

  it.each(['raison', 'reason'])('a cancellation with its %s', name => {
    const value = { rendezVousId: 'R1', [name]: 'malade' }
    expect(decode(record('rendezvous.cancelled', value)).data).toEqual({
      rendezVousId: 'R1',
      raison: 'malade',
    })
  })

  it('a missing key, and a foreign one', () => {
    for (const key of [null, '', 'another']) {
      expect(decode(record('patient.created', patient, key)).data).toEqual(patient)
    }
  })

  it('event time: the timestamp, else dateCreation, else dateFailure, else the record', () => {
    const dates = { dateCreation: '2026-02-01T00:00:00Z', dateFailure: '2026-03-01T00:00:00Z' }
    const time = (value: unknown) => decode(record('patient.created', value)).time
    const data = { patientId: 'P1', ...dates }
    expect(time(envelope('patient.created', data))).toBe(Date.UTC(2026, 0, 2, 16, 30))
    expect(time(envelope('patient.created', data, { timestamp: null }))).toBe(Date.UTC(2026, 1, 1))
    expect(time(data)).toBe(Date.UTC(2026, 1, 1))
    expect(time({ ...data, dateCreation: null })).toBe(Date.UTC(2026, 2, 1))
    expect(time({ patientId: 'P1', timestamp: 12 })).toBe(recordTime)
  })

  it('a record without eventId: a copy has the same one, anything else another', () => {
    const first = decode(record('patient.created', { patientId: 'P1' })).eventId
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(decode({ ...record('patient.created', { patientId: 'P1' }), timestamp: 9 }).eventId).toBe(first)
    expect(decode(record('patient.created', { patientId: 'P1' }, null)).eventId).not.toBe(first)
    expect(decode(record('patient.updated', { patientId: 'P1' })).eventId).not.toBe(first)
    expect(decode(record('patient.created', { patientId: 'P2' })).eventId).not.toBe(first)
  })

  it('an earlier version is brought to ours, a later one read as it is', () => {
    const older = createDecoder({
      upcasters: {
        'patient.created': [
          { before: '0.5', upcast: ({ id, ...data }) => ({ ...data, numero: id }) },
          { before: '1.0', upcast: ({ numero, ...data }) => ({ ...data, patientId: numero }) },
        ],
      },
    })
    const read = (version: string, data: unknown) =>
      older(record('patient.created', envelope('patient.created', data, { version }))).data
    expect(read('0.4', { id: 'P1' })).toMatchObject({ patientId: 'P1' })
    expect(read('0.9', { numero: 'P1' })).toMatchObject({ patientId: 'P1' })
    expect(read('2.0', { patientId: 'P1' })).toMatchObject({ patientId: 'P1' })
    expect(codeOf(() => read('one', { patientId: 'P1' }))).toBe('BAD_VALUE')
  })

  it('English topics, once configured', () => {
    const english = createDecoder({ aliases: englishAliases })
    expect(english(record('appointment.created', envelope('appointment.created', rendezvous))).type).toBe(
      'rendezvous.created',
    )
    expect(english(record('patient.registered', patient)).type).toBe('patient.created')
    expect(english(record('calendar.slot.freed', { medecinId: 'M1' })).type).toBe('creneau.libere')
    expect(codeOf(() => decode(record('appointment.created', rendezvous)))).toBe('WRONG_TOPIC')
  })

  it('a deletion may be a tombstone', () => {
    const event = decode({ topic: 'patient.deleted', key: 'P1', value: null, timestamp: recordTime })
    expect(event).toMatchObject({ type: 'patient.deleted', time: recordTime, data: { patientId: 'P1' } })
  })
})

describe('refusals', () => {
  it.each<[BadEventCode, string, unknown]>([
    ['BROKEN_JSON', 'patient.created', '{"patientId":"P1"'],
    ['BROKEN_JSON', 'patient.created', ''],
    ['WRONG_TYPE', 'patient.created', '["P1"]'],
    ['WRONG_TYPE', 'patient.created', '"P1"'],
    ['WRONG_TYPE', 'patient.created', 'null'],
    ['WRONG_TYPE', 'patient.created', { patientId: 12 }],
    ['WRONG_TYPE', 'patient.created', { patientId: 'P1', nom: ['A'] }],
    ['WRONG_TYPE', 'patient.created', { patientId: 'P1', dateNaissance: 19800229 }],
    ['WRONG_TYPE', 'patient.created', envelope('patient.created', 'P1')],
    ['WRONG_TYPE', 'patient.created', envelope('patient.created', patient, { timestamp: 1767371400 })],
    ['WRONG_TYPE', 'patient.created', envelope('patient.created', patient, { eventId: 5 })],
    ['WRONG_TYPE', 'rendezvous.created', { ...rendezvous, dateRendezVous: [2026, 4] }],
    ['WRONG_TYPE', 'rendezvous.created', { ...rendezvous, dateRendezVous: [2026, 4, 20, '10', 0] }],
    ['WRONG_TYPE', 'medecin.created', { ...medecin, tarif: '200' }],
    ['MISSING_ID', 'patient.created', { nom: 'Alaoui' }],
    ['MISSING_ID', 'patient.created', { patientId: '' }],
    ['MISSING_ID', 'patient.created', { patientId: null }],
    ['MISSING_ID', 'rendezvous.created', { ...rendezvous, medecinId: undefined }],
    ['BAD_VALUE', 'patient.created', { patientId: 'P\u00001' }],
    ['BAD_VALUE', 'patient.created', { patientId: 'P'.repeat(256) }],
    ['BAD_VALUE', 'patient.created', '{"patientId":"P\\ud800"}'],
    ['BAD_VALUE', 'patient.created', { patientId: 'P1', dateNaissance: '1981-02-29' }],
    ['BAD_VALUE', 'patient.created', { patientId: 'P1', dateNaissance: 'hier' }],
    ['BAD_VALUE', 'rendezvous.created', { ...rendezvous, dateRendezVous: '20/04/2026' }],
    ['BAD_VALUE', 'rendezvous.created', { ...rendezvous, dateRendezVous: [2026, 13, 1, 10, 0] }],
    ['BAD_VALUE', 'rendezvous.created', { ...rendezvous, dureeMinutes: 0 }],
    ['BAD_VALUE', 'medecin.created', { ...medecin, tarif: -1 }],
    ['WRONG_TOPIC', 'patient.created', envelope('medecin.created', medecin)],
    ['WRONG_TOPIC', 'patient.created', { ...patient, eventType: 'patient.deleted' }],
    ['WRONG_TOPIC', 'orders', { orderId: 1 }],
  ])('%s: %s %j', (code, topic, value) => {
    expect(codeOf(() => decode(record(topic, value)))).toBe(code)
  })

  it('tombstones where none make sense', () => {
    const tombstone = (topic: string, key: string | null) => () =>
      decode({ topic, key, value: null, timestamp: recordTime })
    expect(codeOf(tombstone('patient.created', 'P1'))).toBe('UNEXPECTED_TOMBSTONE')
    expect(codeOf(tombstone('rendezvous.cancelled', 'R1'))).toBe('UNEXPECTED_TOMBSTONE')
    expect(codeOf(tombstone('patient.deleted', null))).toBe('MISSING_ID')
  })

  it('never quotes the value: messages outlive an erasure', () => {
    for (const value of ['{"nom":"Alaoui"', { patientId: 'P1', nom: 'Alaoui', email: ['Alaoui'] }]) {
      expect(() => decode(record('patient.created', value))).toThrow(expect.not.stringContaining('Alaoui'))
      try {
        decode(record('patient.created', value))
      } catch (error) {
        expect((error as Error).message).not.toContain('Alaoui')
      }
    }
  })
})
