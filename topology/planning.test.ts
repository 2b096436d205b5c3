import { json, text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { describe, expect, it } from 'vitest'
import { englishAliases } from '../events/aliases.ts'
import { deadLetterTopic } from '../events/topics.ts'
import type { AgendaRow } from '../state/agendaRow.ts'
import { maxDemandes, type RendezvousRow } from '../state/rendezvousRow.ts'
import { badEventsToDeadLetters } from './badEvents.ts'
import { cabinet } from './cabinet.ts'
import type { CabinetOptions } from './cabinetOptions.ts'

const start = Date.UTC(2026, 0, 1)
const day = 24 * 60
let serial = 0

/** An event so many minutes after the start. */
function event(type: string, minute: number, data: Record<string, unknown>) {
  const timestamp = start + minute * 60_000
  const envelope = { eventId: `e${++serial}`, eventType: type, timestamp: new Date(timestamp), data }
  const key = Object.values(data)[0] as string
  return [type, { key, value: JSON.stringify(envelope), timestamp }] as const
}

const patient = (minute = 0, patientId = 'P1') => event('patient.created', minute, { patientId })
const medecin = (minute = 0, medecinId = 'M1') => event('medecin.created', minute, { medecinId })
const asks = (minute: number, rendezVousId: string, hour = '09:00', more: object = {}) => {
  const dateRendezVous = `2026-01-20T${hour}:00Z`
  const data = { rendezVousId, patientId: 'P1', medecinId: 'M1', dateRendezVous, ...more }
  return event('rendezvous.created', minute, data)
}
const cancels = (minute: number, rendezVousId: string) =>
  event('rendezvous.cancelled', minute, { rendezVousId })
const away = (minute: number, debut: string, fin: string, type = 'medecin.unavailable') =>
  event(type, minute, { medecinId: 'M1', debut: `2026-01-20T${debut}:00Z`, fin: `2026-01-20T${fin}:00Z` })

type Piped = ReturnType<typeof event>

function practice(options: CabinetOptions = {}) {
  const driver = new TestDriver(cabinet({ applicationId: 'test', ...options }), {
    partitions: 3,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
  })
  return {
    driver,
    async happens(...events: readonly Piped[]) {
      for (const each of events) await driver.pipe(...each)
    },
    /** Each rendezvous, as it stands. */
    async statuts() {
      const rows = [...(await driver.rows<RendezvousRow>('rendezvous')).values()]
      return Object.fromEntries(
        rows.map(({ rendezVousId, statut, conclusion }) => [
          rendezVousId,
          conclusion?.rejet?.raison ?? statut,
        ]),
      )
    },
    async agenda() {
      return [...(await driver.rows<AgendaRow>('agenda')).values()].map(({ rendezVousId }) => rendezVousId)
    },
    /** What we published to a topic since last asked. */
    told: (topic: string) =>
      driver
        .read(topic, text, json<{ data: Record<string, unknown> }>())
        .filter(({ headers }) => headers.length > 0)
        .map(({ value }) => value!.data),
  }
}

describe('a slot that two want', () => {
  it('is of the first who asked; the other is rejected, and told so', async () => {
    const { happens, statuts, agenda, told } = practice()
    await happens(patient(), medecin(), asks(10, 'R1'), asks(20, 'R2', '09:29'), asks(30, 'R3', '09:30'))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'CRENEAU_OCCUPE', R3: 'ACCEPTE' })
    expect(await agenda()).toEqual(['R1', 'R3'])
    expect(told('rendezvous.rejected')).toEqual([{ rendezVousId: 'R2', raison: 'CRENEAU_OCCUPE' }])
    expect(told('consultation.created').map(({ rendezVousId }) => rendezVousId)).toEqual(['R1', 'R3'])
  })

  it('is of the first by event time, whoever arrives first: what was decided is taken back', async () => {
    const { happens, statuts, agenda, told } = practice()
    await happens(patient(), medecin(), asks(20, 'R2'), asks(30, 'R3', '09:15', { dureeMinutes: 60 }))
    expect(await statuts()).toEqual({ R2: 'ACCEPTE', R3: 'CRENEAU_OCCUPE' })
    // It takes the slot from R2, and keeps clear of R3, which R2 no longer keeps from its own.
    await happens(asks(10, 'R1', '08:45'))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'CRENEAU_OCCUPE', R3: 'ACCEPTE' })
    expect(await agenda()).toEqual(['R1', 'R3'])
    expect(told('rendezvous.rejected').map(({ rendezVousId }) => rendezVousId)).toEqual(['R3', 'R2'])
    expect(told('consultation.cancelled')).toMatchObject([{ rendezVousId: 'R2', raison: 'CRENEAU_OCCUPE' }])
    expect(told('facture.cancelled')).toMatchObject([{ rendezVousId: 'R2', raison: 'CRENEAU_OCCUPE' }])
    // Nobody can have it: R1 has it.
    expect(told('creneau.libere')).toEqual([])
  })

  it('is free again once it is cancelled, for those who ask afterwards', async () => {
    const { happens, statuts, told } = practice()
    await happens(patient(), medecin(), asks(10, 'R1'), asks(20, 'R2'), cancels(30, 'R1'), asks(40, 'R3'))
    expect(await statuts()).toEqual({ R1: 'ANNULE', R2: 'CRENEAU_OCCUPE', R3: 'ACCEPTE' })
    expect(told('creneau.libere')).toEqual([
      {
        medecinId: 'M1',
        debut: '2026-01-20T09:00:00.000Z',
        fin: '2026-01-20T09:30:00.000Z',
        rendezVousId: 'R1',
      },
    ])
    // It was cancelled before R2 asked, as we hear now.
    await happens(cancels(15, 'R1'))
    expect(await statuts()).toEqual({ R1: 'ANNULE', R2: 'ACCEPTE', R3: 'CRENEAU_OCCUPE' })
  })

  it('moved away from, it was taken until then', async () => {
    const { happens, statuts, told } = practice()
    await happens(patient(), medecin(), asks(10, 'R1'), asks(20, 'R2'))
    await happens(asks(30, 'R1', '11:00'), asks(40, 'R3'))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'CRENEAU_OCCUPE', R3: 'ACCEPTE' })
    expect(told('creneau.libere')).toMatchObject([{ debut: '2026-01-20T09:00:00.000Z', rendezVousId: 'R1' }])
  })

  it('kept by who says again what was said', async () => {
    const { happens, statuts } = practice()
    await happens(patient(), medecin(), asks(10, 'R1'), asks(20, 'R2'), asks(30, 'R1'))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'CRENEAU_OCCUPE' })
  })

  it('of another médecin is another slot', async () => {
    const { happens, statuts } = practice()
    await happens(patient(), medecin(), medecin(0, 'M2'))
    await happens(asks(10, 'R1'), asks(20, 'R2', '09:00', { medecinId: 'M2' }))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'ACCEPTE' })
  })

  it('over midnight, and for days, is one slot', async () => {
    const { happens, statuts } = practice()
    await happens(patient(), medecin(), asks(10, 'R1', '23:30', { dureeMinutes: 3 * day }))
    await happens(asks(20, 'R2', '09:00', { dateRendezVous: '2026-01-22T09:00:00Z' }))
    await happens(asks(20, 'R3', '09:00', { dateRendezVous: '2026-01-24T09:00:00Z' }))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'CRENEAU_OCCUPE', R3: 'ACCEPTE' })
  })
})

it('moved more often than is remembered, and heard of in any order, it leaves the same behind', async () => {
  const medecins = Array.from({ length: maxDemandes + 6 }, (_, i) => `M${i}`)
  const moves = medecins.map((medecinId, i) => asks(10 + i, 'R1', '09:00', { medecinId }))
  const left = async (order: readonly Piped[]) => {
    const { driver, happens } = practice()
    await happens(patient(), ...medecins.map(id => medecin(0, id)), ...order)
    const stores = ['demandes-medecin', 'demandes-patient', 'heures', 'agenda', 'rendezvous']
    return Promise.all(stores.map(async name => [...(await driver.rows(name))]))
  }
  const [demandes, ...others] = await left(moves)
  expect(demandes!.map(([key]) => key)).toEqual(
    medecins
      .slice(6)
      .map(id => `${id}|R1`)
      .sort(),
  )
  expect(await left(moves.toReversed())).toEqual([demandes, ...others])
})

describe('an absence', () => {
  it('rejects who asks for any of it afterwards; who had a slot keeps it', async () => {
    const { happens, statuts, agenda } = practice()
    await happens(patient(), medecin(), asks(10, 'R1'), away(20, '08:00', '12:00'))
    await happens(asks(30, 'R2', '11:45'), asks(30, 'R3', '12:00'))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'MEDECIN_INDISPONIBLE', R3: 'ACCEPTE' })
    expect(await agenda()).toEqual(['R1', 'R3'])
  })

  it('declared before it by event time, overturns an acceptance', async () => {
    const { happens, statuts, told } = practice()
    await happens(patient(), medecin(), asks(10, 'R1'), asks(15, 'R2'), away(5, '09:00', '09:10'))
    expect(await statuts()).toEqual({ R1: 'MEDECIN_INDISPONIBLE', R2: 'MEDECIN_INDISPONIBLE' })
    expect(told('consultation.cancelled')).toMatchObject([
      { rendezVousId: 'R1', raison: 'MEDECIN_INDISPONIBLE' },
    ])
    // As it turns out, he had said before they asked that he would be there.
    await happens(away(7, '08:00', '10:00', 'medecin.available'))
    expect(await statuts()).toEqual({ R1: 'ACCEPTE', R2: 'CRENEAU_OCCUPE' })
  })

  it('ends for a part of it, by his word or by a slot that somebody else freed', async () => {
    const { happens, statuts } = practice()
    await happens(patient(), medecin(), away(1, '08:00', '18:00'))
    await happens(away(2, '09:00', '10:00', 'medecin.available'), away(3, '11:00', '11:30', 'creneau.libere'))
    await happens(asks(10, 'R1'), asks(10, 'R2', '11:00'), asks(10, 'R3', '11:15'), asks(10, 'R4', '14:00'))
    expect(await statuts()).toEqual({
      R1: 'ACCEPTE',
      R2: 'ACCEPTE',
      R3: 'MEDECIN_INDISPONIBLE',
      R4: 'MEDECIN_INDISPONIBLE',
    })
  })

  it('without an end lasts until he says that he is back', async () => {
    const { happens, statuts } = practice()
    await happens(patient(), medecin(), event('medecin.unavailable', 1, { medecinId: 'M1' }), asks(10, 'R1'))
    await happens(event('medecin.available', 20, { medecinId: 'M1' }), asks(30, 'R2'))
    expect(await statuts()).toEqual({ R1: 'MEDECIN_INDISPONIBLE', R2: 'ACCEPTE' })
  })

  it('may come before its médecin, by English topics, flat and with dates as arrays', async () => {
    const { driver, happens, statuts } = practice({ aliases: englishAliases })
    const flat = (data: object) => ({ key: null, value: JSON.stringify(data), timestamp: start })
    await driver.pipe(
      'medecin.unavailable',
      flat({ medecinId: 'M1', debut: [2026, 1, 20, 9, 0], fin: [2026, 1, 20, 18, 0] }),
    )
    await driver.pipe(
      'calendar.slot.freed',
      flat({ medecinId: 'M1', debut: [2026, 1, 20, 15, 0], fin: [2026, 1, 20, 16, 0] }),
    )
    await driver.pipe('doctor.available', flat({ medecinId: 'M1', debut: [2026, 1, 20, 17, 0] }))
    await happens(patient(), medecin(), asks(10, 'R1'), asks(10, 'R2', '14:00'), asks(10, 'R3', '16:30'))
    expect(await statuts()).toEqual({ R1: 'MEDECIN_INDISPONIBLE', R2: 'ACCEPTE', R3: 'ACCEPTE' })
  })

  it('that ends before it begins is a dead letter; a slot freed by ourselves says nothing new', async () => {
    const { driver, happens, statuts } = practice()
    await happens(patient(), medecin(), away(1, '18:00', '08:00'), away(1, '08:00', '18:00'))
    const [type, freed] = away(2, '08:00', '18:00', 'creneau.libere')
    await driver.pipe(type, { ...freed, headers: [{ key: 'origin', value: Buffer.from('test/1') }] })
    await happens(asks(10, 'R1'))
    expect(await statuts()).toEqual({ R1: 'MEDECIN_INDISPONIBLE' })
    const letters = driver.read(deadLetterTopic, text, text)
    expect(letters.map(({ headers }) => headers.map(({ value }) => String(value)))).toEqual([
      expect.arrayContaining(['BAD_VALUE', '"fin" is not after "debut"']),
    ])
  })
})

describe('a rendezvous that waits', () => {
  it('is rejected once more than a day has passed, and no longer listed', async () => {
    const { driver, happens, statuts, told } = practice()
    await happens(medecin(), asks(10, 'R1'))
    expect((await driver.rows('attentes')).size).toBe(1)
    // Any event there moves the time; all of one rendezvous are in one partition.
    await happens(event('rendezvous.confirmed', day + 20, { rendezVousId: 'R1' }))
    expect(await statuts()).toEqual({ R1: 'EN_ATTENTE' })
    await happens(event('rendezvous.confirmed', 2 * day, { rendezVousId: 'R1' }))
    expect(await statuts()).toEqual({ R1: 'PATIENT_INCONNU' })
    expect(told('rendezvous.rejected')).toEqual([{ rendezVousId: 'R1', raison: 'PATIENT_INCONNU' }])
    expect((await driver.rows('attentes')).size).toBe(0)
  })

  it('is taken up again when a parent comes who was in time, and not for one who was not', async () => {
    const late = practice()
    await late.happens(
      medecin(),
      asks(10, 'R1'),
      event('rendezvous.confirmed', 2 * day, { rendezVousId: 'R1' }),
    )
    await late.happens(patient(day + 11))
    expect(await late.statuts()).toEqual({ R1: 'PATIENT_INCONNU' })
    await late.happens(patient(day + 10))
    expect(await late.statuts()).toEqual({ R1: 'CONFIRME' })
    expect(late.told('rendezvous.rejected')).toHaveLength(1)
    expect(late.told('consultation.created')).toHaveLength(1)
  })

  it('takes its place among the others only when it is decided', async () => {
    const { happens, statuts } = practice()
    await happens(patient(), medecin(), asks(10, 'R1', '09:00', { patientId: 'P2' }), asks(20, 'R2'))
    expect(await statuts()).toEqual({ R1: 'EN_ATTENTE', R2: 'ACCEPTE' })
    await happens(patient(30, 'P2'))
    expect(await statuts()).toEqual({ R1: 'CRENEAU_OCCUPE', R2: 'ACCEPTE' })
  })

  it('waits as long as the practice wants', async () => {
    const { happens, statuts } = practice({ delaiAttenteMs: 3_600_000 })
    await happens(patient(), asks(10, 'R1'), event('rendezvous.confirmed', 180, { rendezVousId: 'R1' }))
    expect(await statuts()).toEqual({ R1: 'MEDECIN_INCONNU' })
  })

  it('cancelled while it waited was never decided; cancelled after that it stays rejected', async () => {
    const { happens, statuts } = practice()
    await happens(asks(10, 'R1'), cancels(20, 'R1'), asks(10, 'R2'), cancels(2 * day, 'R2'), patient(3 * day))
    expect(await statuts()).toEqual({ R1: 'ANNULE', R2: 'PATIENT_INCONNU' })
  })
})
