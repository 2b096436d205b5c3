import { randomUUID } from 'node:crypto'
import type { Kafka } from 'millrace/wire'
import type { EventType } from '../../events/catalogue.ts'
import { enveloped, type PracticeRecord } from '../../practice/practiceRecord.ts'
import { writeRecords } from '../queries/life.ts'

const half = 1_800_000
/** Of one médecin: then another has come. */
const slots = 2_000
const batch = 5_000

/** So many rendezvous of the past, each confirmed, in slots that nobody else has; with their people. */
export async function writeHistory(kafka: Kafka, rendezvous: number): Promise<void> {
  const begin = Date.now() - 400 * 86_400_000
  const medecins = Math.ceil(rendezvous / slots)
  const patients = Math.max(1, Math.ceil(rendezvous / 50))
  const event = (type: EventType, time: number, data: Readonly<Record<string, unknown>>) =>
    enveloped({ type, eventId: randomUUID(), time: begin + time, data })
  const people = [
    ...Array.from({ length: medecins }, (_, i) =>
      event('medecin.created', i, { medecinId: `H-M${i}`, nom: `M${i}`, tarif: 250 }),
    ),
    ...Array.from({ length: patients }, (_, i) =>
      event('patient.created', i, { patientId: `H-P${i}`, nom: `P${i}` }),
    ),
  ]
  for (let at = 0; at < people.length; at += batch) await writeRecords(kafka, people.slice(at, at + batch))
  for (let at = 0; at < rendezvous; at += batch) {
    const records: PracticeRecord[] = []
    for (let n = at; n < Math.min(rendezvous, at + batch); n++) {
      const rendezVousId = `H-R${n}`
      const dateRendezVous = new Date(begin + 86_400_000 + Math.floor(n / medecins) * half)
      const of = { patientId: `H-P${n % patients}`, medecinId: `H-M${n % medecins}` }
      const time = people.length + 2 * n
      records.push(event('rendezvous.created', time, { rendezVousId, ...of, dateRendezVous }))
      records.push(event('rendezvous.confirmed', time + 1, { rendezVousId }))
    }
    await writeRecords(kafka, records)
  }
}
