import { text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { expect, test } from 'vitest'
import { derivedId } from '../events/derivedId.ts'
import { deadLetterTopic } from '../events/topics.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { badEventsToDeadLetters } from './badEvents.ts'
import { cabinet } from './cabinet.ts'
import type { CabinetOptions } from './cabinetOptions.ts'
import { springCapture } from './test/springCapture.ts'

async function replay(options: CabinetOptions = {}, times = 1) {
  const driver = new TestDriver(cabinet(options), {
    partitions: 3,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
  })
  for (let time = 0; time < times; time++)
    for (const [index, { topic, ...record }] of springCapture.entries())
      await driver.pipe(topic, {
        ...record,
        ...(record.key === null && { partition: index % 3 }),
        timestamp: Date.UTC(2026, 3, 20, 12),
      })
  return driver
}

const known = ['R1', 'R2', 'R3']
const idsOf = (kind: 'consultation' | 'facture') => known.map(id => derivedId(kind, id)).sort()

test.each([1, 2])(
  'captured flat events, replayed %i times: one consultation and one facture for each rendezvous with known parents',
  async times => {
    const driver = await replay({}, times)
    const read = (topic: string) => driver.read(topic, text, text)
    const consultations = read('consultation.created')
    const factures = read('facture.created')
    expect(consultations.map(({ key }) => key).sort()).toEqual(idsOf('consultation'))
    expect(factures.map(({ key }) => key).sort()).toEqual(idsOf('facture'))
    const amounts = Object.fromEntries(
      factures.map(({ value }) => {
        const { data } = JSON.parse(value!) as { data: { rendezVousId: string; montant: number } }
        return [data.rendezVousId, data.montant]
      }),
    )
    expect(amounts).toEqual({ R1: 350.5, R2: 350.5, R3: 200 })
  },
)

test('of the others none, and their rows or the dead letters say why', async () => {
  const driver = await replay()
  const rows = await driver.rows<RendezvousRow>('rendezvous')
  const why = [...rows.values()].map(({ rendezVousId, statut, manque }) => [rendezVousId, statut, ...manque])
  expect(why.sort()).toEqual([
    ['R1', 'ACCEPTE'],
    ['R2', 'ACCEPTE'],
    ['R3', 'ACCEPTE'],
    ['R4', 'EN_ATTENTE', 'PATIENT'],
    ['R5', 'EN_ATTENTE', 'MEDECIN'],
    ['R6', 'EN_ATTENTE', 'PATIENT', 'MEDECIN'],
  ])
  const [letter, ...more] = driver.read(deadLetterTopic, text, text)
  expect(more).toEqual([])
  const said = Object.fromEntries(letter!.headers.map(({ key, value }) => [key, String(value)]))
  expect(said).toMatchObject({
    'dlq.topic': 'rendezvous.created',
    'dlq.error': 'MISSING_ID',
    'dlq.message': '"medecinId" is missing',
    __TypeId__: 'ma.um5.cabinet.events.RendezVousCreatedEvent',
  })
})

test('who still waits after a day of event time is rejected, which says why to everybody', async () => {
  const driver = await replay()
  // Time goes on where they are.
  for (const rendezVousId of ['R4', 'R5', 'R6'])
    await driver.pipe('rendezvous.confirmed', {
      key: null,
      value: JSON.stringify({ rendezVousId }),
      timestamp: Date.UTC(2026, 3, 22),
    })
  const rejected = driver.read('rendezvous.rejected', text, text).map(({ value }) => {
    const { data } = JSON.parse(value!) as { data: { rendezVousId: string; raison: string } }
    return [data.rendezVousId, data.raison]
  })
  expect(rejected.sort()).toEqual([
    ['R4', 'PATIENT_INCONNU'],
    ['R5', 'MEDECIN_INCONNU'],
    ['R6', 'PATIENT_INCONNU'],
  ])
})

test('services that read what follows get it flat and with a type header, where configured', async () => {
  const driver = await replay({
    output: {
      format: 'flat',
      typeHeader: '__TypeId__',
      types: { 'facture.created': 'ma.um5.cabinet.events.FactureCreatedEvent' },
    },
  })
  const facture = driver.read('facture.created', text, text)[0]!
  expect(JSON.parse(facture.value!)).toMatchObject({ factureId: facture.key, statut: 'EMISE' })
  expect(JSON.parse(facture.value!)).not.toHaveProperty('data')
  const headersOf = (record: typeof facture) => record.headers.map(({ key, value }) => `${key}=${value}`)
  expect(headersOf(facture)).toEqual([
    'origin=cabinet/1',
    '__TypeId__=ma.um5.cabinet.events.FactureCreatedEvent',
  ])
  expect(headersOf(driver.read('consultation.created', text, text)[0]!)).toEqual([
    'origin=cabinet/1',
    '__TypeId__=consultation.created',
  ])
})
