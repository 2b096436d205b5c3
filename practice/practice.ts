import type { EventType } from '../events/catalogue.ts'
import { createZone, type Zone } from '../events/zone.ts'
import { Agenda } from './agenda.ts'
import { brokenRecord } from './brokenRecords.ts'
import { minute } from './openingHours.ts'
import { drawMedecin, drawPatient, type Medecin, type Patient, patientId } from './people.ts'
import type { PracticeOptions } from './practiceOptions.ts'
import { enveloped, flat, type PracticeEvent, type PracticeRecord } from './practiceRecord.ts'
import { createRandom, type Random, seedOf } from './random.ts'
import { newTally, type Tally } from './tally.ts'
import { Timeline } from './timeline.ts'

/**
 * A practice as it goes on: its people, what is planned, and a timeline of what will happen. Acts (the other files of this
 * folder) run in the order of event time; the records they tell are taken from `next` in the order in which they arrive,
 * which differs among topics by what each service needs to write them.
 */
export class Practice {
  readonly random: Random
  readonly zone: Zone
  readonly end: number
  readonly medecins: readonly Medecin[]
  /** Those who can ask for a rendezvous. */
  readonly patients: Patient[] = []
  readonly agenda: Agenda
  readonly tally: Tally = newTally()
  readonly occupancy: number
  readonly mistakes: number
  /** Services write at once. */
  isPrompt = false
  readonly #timeline = new Timeline<PracticeRecord | (() => void)>()
  readonly #broken: number
  readonly #stamp: string
  #now: number
  #newPatients = 0
  #rendezvous = 0

  constructor(options: PracticeOptions) {
    const { start, end = Number.POSITIVE_INFINITY, seed = 1, patients = 200, medecins = 8 } = options
    this.zone = createZone(options.zone ?? 'Africa/Casablanca')
    this.end = end
    this.occupancy = options.occupancy ?? 0.8
    this.mistakes = options.mistakes ?? 1
    this.#broken = options.broken ?? 0.0005
    this.#now = start
    const today = new Date(this.zone.toLocal(start)).toISOString().slice(0, 10).replaceAll('-', '')
    this.#stamp = options.stamp ?? (seed === 1 ? today : `${today}-${seed}`)

    const people = createRandom(seed)
    this.random = people
    this.medecins = Array.from({ length: medecins }, (_, index) => drawMedecin(people, index))
    for (let index = 0; index < patients; index++) this.#addPatient(patientId(index))
    this.random = createRandom(seedOf(seed, start))
    this.agenda = new Agenda(this.zone, this.medecins)
  }

  /** Event time of the act that runs. */
  get now(): number {
    return this.#now
  }

  /** Has something happen later, or now if that is past; not after the end. */
  at(time: number, act: () => void): void {
    if (time < this.end) this.#timeline.add(Math.max(this.#now, Math.floor(time)), act)
  }

  /** Same as `at`, from now. */
  after(ms: number, act: () => void): void {
    this.at(this.#now + ms, act)
  }

  /** Something happened now. Its record arrives after what its service usually needs, and `lateMs`. */
  tell(type: EventType, data: PracticeEvent['data'], lateMs = 0): void {
    const event = { type, eventId: this.random.uuid(), time: this.#now, data }
    const record = this.random.chance(0.2)
      ? flat(event, this.zone, this.random.chance(0.7))
      : enveloped(event)
    const arrival = this.#now + lateMs + this.#delayOf(type)
    this.#timeline.add(arrival, record)
    this.#err(event, record, arrival)
  }

  /** The next record that arrives until a moment (included); null: there is none. */
  next(until: number): PracticeRecord | null {
    while (this.#timeline.next <= until) {
      const at = this.#timeline.next
      const next = this.#timeline.take()
      if (typeof next !== 'function') {
        this.tally.records++
        this.tally.byTopic[next.topic] = (this.tally.byTopic[next.topic] ?? 0) + 1
        return next
      }
      this.#now = at
      next()
    }
    return null
  }

  /** Lets an act take place outside the timeline, at a moment that has come. */
  doNow(now: number, act: () => void): void {
    this.#now = Math.max(this.#now, now)
    act()
  }

  /** Somebody new, whom no event has told of yet. */
  newPatient(): Patient {
    return this.#addPatient(`PAT-${this.#stamp}-${String(++this.#newPatients).padStart(4, '0')}`)
  }

  nextRendezVousId(): string {
    return `RDV-${this.#stamp}-${String(++this.#rendezvous).padStart(5, '0')}`
  }

  #addPatient(id: string): Patient {
    const relative =
      this.random.chance(0.45) && this.patients.length > 0 ? this.random.pick(this.patients) : null
    const year = new Date(this.#now).getUTCFullYear()
    const patient = drawPatient(
      this.random,
      id,
      year,
      relative && relative.family.length < 6 ? relative : null,
    )
    this.patients.push(patient)
    return patient
  }

  #delayOf(type: EventType): number {
    if (this.isPrompt) return 0
    const mean = type.startsWith('rendezvous') ? 300 : type.startsWith('patient') ? 2_000 : 1_000
    // Now and then a service stands still for some minutes.
    const stalled = this.random.chance(0.002) ? 5 * minute : 0
    return Math.floor((mean + stalled) * this.random.exponential())
  }

  #err(event: PracticeEvent, record: PracticeRecord, arrival: number): void {
    const { random, tally, mistakes } = this
    const what = random.next()
    if (what < 0.002 * mistakes) {
      this.#timeline.add(arrival + random.between(1_000, 10 * minute), record)
      tally.mistakes['repeated-record'].push(event.eventId)
    } else if (what < 0.0025 * mistakes) {
      const eventId = random.uuid()
      const wrong = enveloped({ ...event, type: 'creneau.libere', eventId })
      this.#timeline.add(arrival, { ...wrong, topic: record.topic })
      tally.mistakes['wrong-event-type'].push(eventId)
    }
    if (random.chance(this.#broken)) {
      const broken = brokenRecord(tally.mistakes['broken-record'].length, event.time)
      this.#timeline.add(arrival, broken)
      tally.mistakes['broken-record'].push(broken.key ?? broken.topic)
    }
  }
}
