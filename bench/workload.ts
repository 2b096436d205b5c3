import { connectKafka, type Kafka } from 'millrace'

/** The input of docs/benchmark.md: sizes, and where it is on the broker. */
export interface Workload {
  readonly patients: number
  readonly medecins: number
  readonly rendezvous: number
}

export const sizes = {
  tiny: { patients: 500, medecins: 50, rendezvous: 3_000 },
  small: { patients: 50_000, medecins: 1_000, rendezvous: 300_000 },
  large: { patients: 50_000, medecins: 1_000, rendezvous: 1_500_000 },
} satisfies Record<string, Workload>

export const partitions = 3
/** 2026-01-01T00:00:00Z: record timestamps begin here, 1 ms apart. */
export const epoch = 1_767_225_600_000

export interface InputRecord {
  readonly topic: 'patient.created' | 'medecin.created' | 'rendezvous.created'
  readonly key: string
  readonly value: string
  readonly timestamp: number
}

const pad = (n: number, width: number) => String(n).padStart(width, '0')
export const patientId = (i: number) => `P${pad(i, 6)}`
export const medecinId = (i: number) => `M${pad(i, 4)}`
export const rendezVousId = (i: number) => `R${pad(i, 7)}`

/** The same records in the same order at every call: seeded, patients first, then medecins, then rendezvous. */
export function* generate(workload: Workload): Generator<InputRecord> {
  let timestamp = epoch
  let events = 0
  let seed = 12_345
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed / 0x80000000
  }
  const envelope = (topic: InputRecord['topic'], key: string, data: object): InputRecord => {
    const at = timestamp++
    const event = {
      eventId: eventId(events++),
      eventType: topic,
      timestamp: new Date(at).toISOString(),
      version: '1.0',
      data,
    }
    return { topic, key, value: JSON.stringify(event), timestamp: at }
  }
  for (let i = 0; i < workload.patients; i++) {
    const id = patientId(i)
    yield envelope('patient.created', id, {
      patientId: id,
      nom: `Nom${i}`,
      prenom: `Prenom${i}`,
      email: `p${i}@example.ma`,
      telephone: `+2126${pad(i, 8)}`,
      dateNaissance: '1980-01-01',
    })
  }
  for (let i = 0; i < workload.medecins; i++) {
    const id = medecinId(i)
    yield envelope('medecin.created', id, {
      medecinId: id,
      nom: `Dr${i}`,
      specialite: 'cardiologie',
      email: `m${i}@example.ma`,
      tarif: 200 + (i % 7) * 50,
      dureeConsultation: 30,
    })
  }
  for (let i = 0; i < workload.rendezvous; i++) {
    const id = rendezVousId(i)
    yield envelope('rendezvous.created', id, {
      rendezVousId: id,
      patientId: patientId(Math.floor(random() * workload.patients)),
      medecinId: medecinId(Math.floor(random() * workload.medecins)),
      dateRendezVous: new Date(epoch + i * 1_800_000).toISOString(),
      motif: 'controle',
    })
  }
}

/** A UUID that counts: unique, and the same at every run. */
const eventId = (n: number) => `00000000-0000-4000-8000-${pad(n, 12)}`

export async function connect(brokers: readonly string[], clientId: string): Promise<Kafka> {
  return connectKafka({ brokers, clientId })
}
