import { json, text } from 'millrace'
import { TestDriver } from 'millrace/testing'
import { describe, expect, it } from 'vitest'
import { derivedEventId } from '../events/derivedId.ts'
import { deadLetterTopic } from '../events/topics.ts'
import { rowSchemas } from '../state/rowSchemas.ts'
import { badEventsToDeadLetters } from './badEvents.ts'
import { cabinet } from './cabinet.ts'

/**
 * The stores are a function of the set of input events. The same events, with late parents, updates, changes of patient and
 * médecin, cancellations and repeats among them, arrive in many orders: between records of a topic, between topics, and
 * between the repartition topics inside. Every order must end with the same rows, and with the same last word published.
 */

interface Input {
  readonly topic: string
  readonly key: string
  readonly value: string
  readonly timestamp: number
}

/** Small numbers of everything, so that the events meet. */
function scenario(random: () => number): readonly Input[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const patients = ['P1', 'P2', 'P3']
  const medecins = ['M1', 'M2']
  const rendezvous = ['R1', 'R2', 'R3', 'R4']
  const date = () => new Date(Date.UTC(2026, 0, 20 + Math.floor(random() * 3), 9)).toISOString()
  const inputs: Input[] = []
  for (let i = 0; i < 40; i++) {
    const minute = Math.floor(random() * 60)
    const data: Record<string, unknown> = {}
    const topic = pick(topics)
    if (topic.startsWith('patient')) data.patientId = pick(patients)
    else if (topic.startsWith('medecin')) data.medecinId = pick(medecins)
    else data.rendezVousId = pick(rendezvous)
    if (topic.startsWith('patient') && random() < 0.7) data.nom = `Nom${i}`
    if (topic.startsWith('medecin') && random() < 0.7) data.tarif = i * 10 + 0.5
    if (topic.startsWith('medecin') && random() < 0.5) data.specialite = `Spe${i}`
    if (topic.startsWith('medecin') && random() < 0.5) data.dureeConsultation = 10 + i
    if (topic === 'rendezvous.created') {
      Object.assign(data, { patientId: pick([...patients, 'inconnu']), medecinId: pick(medecins) })
      if (random() < 0.8) data.dateRendezVous = date()
      if (random() < 0.3) data.dureeMinutes = 20
    }
    const timestamp = Date.UTC(2026, 0, 1, 0, minute)
    const envelope = {
      eventId: `e${i}`,
      eventType: topic,
      timestamp: new Date(timestamp).toISOString(),
      data,
    }
    inputs.push({ topic, key: Object.values(data)[0] as string, value: JSON.stringify(envelope), timestamp })
  }
  return inputs
}

const topics = [
  'patient.created',
  'patient.created',
  'patient.updated',
  'patient.deleted',
  'medecin.created',
  'medecin.created',
  'medecin.updated',
  'rendezvous.created',
  'rendezvous.created',
  'rendezvous.created',
  'rendezvous.confirmed',
  'rendezvous.cancelled',
  'rendezvous.completed',
] as const

/** Runs the inputs in one of their orders, and tells what is left of it. */
async function outcome(
  inputs: readonly Input[],
  random: () => number,
  facturation: 'creation' | 'realisation',
) {
  const driver = new TestDriver(cabinet({ applicationId: 'test', facturation }), {
    partitions: 3,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
    cold: random() < 0.2,
    choose: candidates => Math.floor(random() * candidates.length),
  })
  const order = [...inputs]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  for (const { topic, ...record } of order) {
    driver.add(topic, record)
    // Sometimes all that follows is run at once, sometimes inputs pile up and overtake each other.
    if (random() < 0.3) await driver.run()
    if (random() < 0.1) driver.add(topic, record)
  }
  await driver.run()
  expect(driver.failures).toEqual([])

  const stores: Record<string, unknown> = {}
  for (const { name, verified } of Object.values(rowSchemas)) {
    if (verified) stores[name] = Object.fromEntries(await driver.rows(name))
  }
  checkPublished(driver, stores.consultations as Statuts, 'consultation')
  checkPublished(driver, stores.factures as Statuts, 'facture')
  return stores
}

type Statuts = Readonly<Record<string, { readonly statut: string }>>
type Envelope = {
  readonly eventId: string
  readonly eventType: string
  readonly data: Record<string, unknown>
}

/**
 * What somebody who only reads our topics believes: the greatest revision is the last word, and within one a cancellation
 * follows a creation. He must believe what the store says, and must never see an eventId twice.
 */
function checkPublished(
  driver: TestDriver,
  rows: Readonly<Record<string, { statut: string }>>,
  kind: string,
) {
  const read = (step: string) =>
    driver.read(`${kind}.${step}`, text, json<Envelope>()).map(({ value }) => value!)
  const [created, cancelled] = [read('created'), read('cancelled')]
  const eventIds = [...created, ...cancelled].map(each => each.eventId)
  expect(new Set(eventIds).size).toBe(eventIds.length)
  const idOf = (each: Envelope) => Object.values(each.data)[0] as string
  for (const id of new Set([...Object.keys(rows), ...created.map(idOf)])) {
    const last = (events: readonly Envelope[]) =>
      Math.max(-1, ...events.filter(each => idOf(each) === id).map(revisionOf))
    const alive = last(created) > last(cancelled)
    expect(alive, `${kind} of ${id}`).toBe(rows[id] !== undefined && rows[id].statut !== 'ANNULEE')
  }
}

function revisionOf({ eventId, eventType, data }: Envelope): number {
  for (let revision = 0; revision < 100; revision++) {
    if (derivedEventId(data.rendezVousId as string, eventType, revision) === eventId) return revision
  }
  throw new Error(`${eventType} has an eventId that is not derived from its cause`)
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe.each(['creation', 'realisation'] as const)('facturation=%s', facturation => {
  it('ends in the same stores whatever the order of arrival', async () => {
    const statuts = new Set<string>()
    for (let seed = 1; seed <= 25; seed++) {
      const inputs = scenario(seeded(seed))
      const first = await outcome(inputs, seeded(seed * 1000), facturation)
      for (let shuffle = 1; shuffle <= 6; shuffle++) {
        const other = await outcome(inputs, seeded(seed * 1000 + shuffle), facturation)
        for (const { statut } of Object.values(other.rendezvous as Statuts)) statuts.add(statut)
        expect(other, `seed ${seed}, shuffle ${shuffle}`).toEqual(first)
      }
    }
    // Otherwise the scenarios would prove little.
    expect([...statuts].sort()).toEqual(['ACCEPTE', 'ANNULE', 'CONFIRME', 'EN_ATTENTE', 'TERMINE'])
  })
})
