import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { BatchBuilder, partitionForKey, plainBatch } from 'millrace/wire'
import type { EventType } from '../../events/catalogue.ts'
import { enveloped, type PracticeRecord } from '../../practice/practiceRecord.ts'
import type { Random } from '../random.ts'
import type { Witness } from './witness.ts'

const stepMs = 25
const half = 1_800_000
/** Of the topics (events/topics.ts). */
const partitions = 3

/** How far a rendezvous has come, by its status. */
export const ranks: Readonly<Record<string, number>> = { EN_ATTENTE: 1, ACCEPTE: 2, CONFIRME: 3 }

/**
 * Things happen to people of its own, and each only ever goes on: a patient's name counts, a rendezvous is asked for and
 * confirmed. The witness is told before they are written.
 */
export class Life {
  readonly patients = Array.from({ length: 40 }, (_, i) => `VIE-P${i}`)
  readonly medecins = Array.from({ length: 5 }, (_, i) => `VIE-M${i}`)
  /** By number: whose, and with whom. */
  readonly rendezvous: { readonly id: string; readonly patientId: string; readonly medecinId: string }[] = []
  readonly #kafka: Kafka
  readonly #witness: Witness
  readonly #random: Random
  readonly #from = Math.ceil(Date.now() / 86_400_000) * 86_400_000
  readonly #versions = new Map<string, number>()
  #time = 0
  #confirmed = 0
  #stopped = false
  #running: Promise<void> = Promise.resolve()
  events = 0

  constructor(kafka: Kafka, witness: Witness, random: Random) {
    this.#kafka = kafka
    this.#witness = witness
    this.#random = random
  }

  /** The people, at once. */
  async begin(): Promise<void> {
    const people = [
      ...this.patients.map(patientId => this.#event('patient.created', this.#named(patientId))),
      // The first has no price of his own.
      ...this.medecins.map((medecinId, i) =>
        this.#event('medecin.created', {
          medecinId,
          nom: medecinId,
          tarif: i === 0 ? null : 250,
          dureeConsultation: 30,
        }),
      ),
    ]
    await writeRecords(this.#kafka, people)
  }

  start(): void {
    this.#running = (async () => {
      for (let step = 0; !this.#stopped; step++) {
        const records = [this.#event('patient.updated', this.#named(this.#random.one(this.patients)))]
        if (step % 4 === 0) records.push(this.#askFor())
        if (step % 4 === 2 && this.#confirmed < this.rendezvous.length) records.push(this.#confirm())
        await writeRecords(this.#kafka, records)
        await sleep(stepMs)
      }
    })()
    // Thrown by `stop`.
    this.#running.catch(() => {})
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  version(patientId: string): number {
    return this.#versions.get(patientId) ?? 0
  }

  #named(patientId: string) {
    const version = this.version(patientId) + 1
    this.#versions.set(patientId, version)
    this.#witness.write(`patients/${patientId}`, version)
    return { patientId, nom: `v${version}` }
  }

  #askFor(): PracticeRecord {
    const number = this.rendezvous.length
    const id = `VIE-R${number}`
    const [patientId, medecinId] = [this.#random.one(this.patients), this.medecins[number % 5]!]
    this.rendezvous.push({ id, patientId, medecinId })
    this.#witness.write(`rendezvous/${patientId}/${id}`, 2)
    this.#witness.write(`agenda/${medecinId}/${id}`, 1)
    const count = this.rendezvous.filter(each => each.patientId === patientId).length
    this.#witness.write(`dossiers/${patientId}`, count)
    // Nobody else has that slot: it is always accepted.
    const dateRendezVous = new Date(this.#from + Math.floor(number / 5) * half)
    return this.#event('rendezvous.created', { rendezVousId: id, patientId, medecinId, dateRendezVous })
  }

  #confirm(): PracticeRecord {
    const { id, patientId } = this.rendezvous[this.#confirmed++]!
    this.#witness.write(`rendezvous/${patientId}/${id}`, 3)
    return this.#event('rendezvous.confirmed', { rendezVousId: id })
  }

  #event(type: EventType, data: Readonly<Record<string, unknown>>): PracticeRecord {
    this.events++
    this.#time = Math.max(this.#time + 1, Date.now())
    return enveloped({ type, eventId: randomUUID(), time: this.#time, data })
  }
}

/** Writes records in their order; rejects when Kafka does not take them. */
export async function writeRecords(kafka: Kafka, records: readonly PracticeRecord[]): Promise<void> {
  const batches = new Map<string, { topic: string; partition: number; builder: BatchBuilder }>()
  for (const { topic, key, value, headers, timestamp } of records) {
    const partition = key === null ? 0 : partitionForKey(key, partitions)
    const id = `${topic}/${partition}`
    const batch = batches.get(id) ?? { topic, partition, builder: new BatchBuilder() }
    batches.set(id, batch)
    batch.builder.append(key, value, timestamp, headers)
  }
  const written = await kafka.produce(
    null,
    [...batches.values()].map(({ topic, partition, builder }) => ({
      topic,
      partition,
      records: builder.finish(plainBatch),
    })),
  )
  const refused = written.find(({ error }) => error !== null)
  if (refused) throw new Error(`${refused.topic} took no input: ${refused.error}`)
}
