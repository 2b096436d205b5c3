import { json, text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { expect, it } from 'vitest'
import { cabinet } from './cabinet.ts'

/** The input of the benchmark, small: its figures count only if each rendezvous yields one of each, no more and no less. */
it('yields one consultation and one facture for each rendezvous of the benchmark', async () => {
  const epoch = Date.UTC(2026, 0, 1)
  const [patients, medecins, rendezvous] = [50, 10, 600]
  const driver = new TestDriver(cabinet({ applicationId: 'test' }), { partitions: 3 })
  let time = epoch
  const add = (topic: string, key: string, data: object) => {
    const timestamp = time++
    const envelope = {
      eventId: `00000000-0000-4000-8000-${String(timestamp - epoch).padStart(12, '0')}`,
      eventType: topic,
      timestamp: new Date(timestamp).toISOString(),
      version: '1.0',
      data,
    }
    driver.add(topic, { key, value: JSON.stringify(envelope), timestamp })
  }
  for (let i = 0; i < patients; i++) add('patient.created', `P${i}`, { patientId: `P${i}`, nom: `Nom${i}` })
  for (let i = 0; i < medecins; i++) add('medecin.created', `M${i}`, { medecinId: `M${i}`, tarif: 200 + i })
  for (let i = 0; i < rendezvous; i++) {
    const dateRendezVous = new Date(epoch + i * 30 * 60_000).toISOString()
    const parents = { patientId: `P${(i * 7) % patients}`, medecinId: `M${(i * 3) % medecins}` }
    add('rendezvous.created', `R${i}`, {
      rendezVousId: `R${i}`,
      ...parents,
      dateRendezVous,
      statut: 'CREATED',
    })
  }
  await driver.run()

  for (const topic of ['consultation.created', 'facture.created']) {
    const written = driver.read(topic, text, json<unknown>())
    expect(written).toHaveLength(rendezvous)
    expect(new Set(written.map(({ key }) => key)).size).toBe(rendezvous)
  }
  expect((await driver.rows('agenda')).size).toBe(rendezvous)
  expect((await driver.rows('publications')).size).toBe(0)
  const dossiers = [...(await driver.rows<{ consultations: number }>('dossiers')).values()]
  expect(dossiers.reduce((sum, each) => sum + each.consultations, 0)).toBe(rendezvous)
})
