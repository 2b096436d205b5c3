import { text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { describe, expect, it } from 'vitest'
import { englishAliases } from '../events/aliases.ts'
import { deadLetterTopic } from '../events/topics.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { badEventsToDeadLetters } from './badEvents.ts'
import { cabinet } from './cabinet.ts'
import type { CabinetOptions } from './cabinetOptions.ts'

function start(options: CabinetOptions = {}, ranAs = 'test') {
  const driver = new TestDriver(cabinet({ applicationId: 'test', ...options }), {
    partitions: 3,
    applicationId: ranAs,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
  })
  return { driver, rendezvous: () => driver.row<RendezvousRow>('rendezvous', 'R1') }
}

const patient = ['patient.created', { key: 'P1', value: '{"patientId":"P1"}' }] as const
const medecin = ['medecin.created', { key: 'M1', value: '{"medecinId":"M1"}' }] as const
const demande = '{"rendezVousId":"R1","patientId":"P1","medecinId":"M1"}'

describe('input', () => {
  it('that is no event goes to the dead letters, and the stream goes on', async () => {
    const { driver } = start()
    await driver.pipe('patient.created', { key: 'P1', value: '{"patientId":' }, { key: 'P1', value: null })
    await driver.pipe(...patient)
    expect(driver.read(deadLetterTopic, text, text).map(({ value }) => value)).toEqual([
      '{"patientId":',
      null,
    ])
    expect((await driver.rows('patients')).size).toBe(1)
  })

  it('without key or with a foreign one finds its entity', async () => {
    const { driver, rendezvous: row } = start()
    const flat = JSON.stringify({
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateCreation: [2026, 1, 1, 10, 0],
    })
    await driver.pipe('rendezvous.created', { key: null, value: flat, partition: 2 })
    await driver.pipe('patient.created', { key: 'x', value: '{"patientId":"P1"}', partition: 0 })
    await driver.pipe('medecin.created', { key: null, value: '{"medecinId":"M1"}', partition: 1 })
    expect(await row()).toMatchObject({ statut: 'ACCEPTE' })
  })

  it('of our own origin is skipped, that of others is not', async () => {
    const { driver, rendezvous: row } = start()
    await driver.pipe(...patient)
    await driver.pipe(...medecin)
    await driver.pipe('rendezvous.created', { key: 'R1', value: demande, timestamp: 1 })
    const topic = 'rendezvous.cancelled'
    const record = { key: 'R1', value: '{"rendezVousId":"R1"}', timestamp: 2 }
    await driver.pipe(topic, { ...record, headers: [{ key: 'origin', value: Buffer.from('test/7') }] })
    expect(await row()).toMatchObject({ statut: 'ACCEPTE' })
    await driver.pipe(topic, { ...record, headers: [{ key: 'origin', value: Buffer.from('autre/1') }] })
    expect(await row()).toMatchObject({ statut: 'ANNULE' })
  })

  it('of another generation of ours is skipped in every generation', async () => {
    const { driver, rendezvous: row } = start({ generation: 2 }, 'test.g2')
    await driver.pipe(...patient)
    await driver.pipe(...medecin)
    await driver.pipe('rendezvous.created', { key: 'R1', value: demande, timestamp: 1 })
    const record = { key: 'R1', value: '{"rendezVousId":"R1"}', timestamp: 2 }
    for (const origin of ['test/1', 'test/2'])
      await driver.pipe('rendezvous.cancelled', {
        ...record,
        headers: [{ key: 'origin', value: Buffer.from(origin) }],
      })
    expect(await row()).toMatchObject({ statut: 'ACCEPTE' })
    expect(driver.read('consultation.created', text, text)[0]?.headers).toEqual([
      { key: 'origin', value: Buffer.from('test/2') },
    ])
  })

  it('by English topics, once configured', async () => {
    const { driver, rendezvous: row } = start({ aliases: englishAliases })
    await driver.pipe('patient.registered', { key: null, value: '{"patientId":"P1"}' })
    await driver.pipe(...medecin)
    await driver.pipe('appointment.created', {
      key: null,
      value: '{"rendezVousId":"R1","patientId":"P1","medecinId":"M1"}',
    })
    expect(await row()).toMatchObject({ statut: 'ACCEPTE' })
  })
})

it('is cut where cabinet.ts says, and records travel between the parts without a cycle of steps', () => {
  const { subtopologies } = cabinet()
  const sources = subtopologies.map(part => part.sources.map(({ name }) => name).sort())
  expect(sources.sort()).toEqual([
    ['decisions-par-rendezvous', 'reglements-par-rendezvous', 'rendezvous-par-id'],
    ['demandes-par-medecin', 'medecins-par-id'],
    ['demandes-par-patient', 'patients-par-id'],
    ['dossiers-par-patient'],
    ['medecin.*'],
    ['patient.*'],
    ['references-par-facture', 'reglements-par-facture'],
    ['reglement.*'],
    ['rendezvous.*'],
  ])
})
