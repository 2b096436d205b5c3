import { createZone, type Zone } from '../events/zone.ts'
import type { DemoOptions } from './demoOptions.ts'
import { type DemoEvent, type DemoRecord, enveloped, flat } from './demoRecord.ts'
import { type DemoMedecin, type DemoPatient, demoMedecin, demoPatient, patientId } from './people.ts'
import { createRandom, type Random } from './random.ts'

const day = 86_400_000

/** A rendezvous of the demo that can still change. */
export interface OpenRendezvous {
  readonly rendezVousId: string
  readonly date: number
  confirmed: boolean
}

/** The practice of the demo, as it goes on: burst and live stream tell one story. */
export interface Practice {
  readonly random: Random
  readonly zone: Zone
  readonly now: number
  readonly patients: DemoPatient[]
  readonly medecins: readonly DemoMedecin[]
  readonly open: OpenRendezvous[]
  /** Free slots of each médecin, in order. */
  readonly free: ReadonlyMap<string, number[]>
  newPatient(): DemoPatient
  nextRendezVousId(): string
  /** In the format of whichever service happens to write it. */
  write(type: DemoEvent['type'], time: number, data: DemoEvent['data']): DemoRecord
}

export function openPractice(options: DemoOptions): Practice {
  const random = createRandom(options.seed ?? 1)
  const zone = createZone(options.zone ?? 'Africa/Casablanca')
  const patients = Array.from({ length: options.patients ?? 200 }, (_, i) =>
    demoPatient(random, patientId(i)),
  )
  const medecins = Array.from({ length: options.medecins ?? 8 }, (_, i) => demoMedecin(random, i))
  // The day is part of a rendezvous' id: the demo of another day adds to what is there instead of moving it.
  const today = new Date(zone.toLocal(options.now)).toISOString().slice(0, 10).replaceAll('-', '')
  let rendezvous = 0
  return {
    random,
    zone,
    now: options.now,
    patients,
    medecins,
    open: [],
    free: new Map(medecins.map(({ medecinId }) => [medecinId, []])),
    newPatient() {
      const patient = demoPatient(random, patientId(patients.length))
      patients.push(patient)
      return patient
    },
    nextRendezVousId: () => `RDV-${today}-${String(++rendezvous).padStart(5, '0')}`,
    write(type, time, data) {
      const event = { type, eventId: random.uuid(), time, data }
      return random.chance(0.2) ? flat(event, zone, random.chance(0.7)) : enveloped(event)
    },
  }
}

/** When most patients and all médecins were registered: before everything else. */
export const foundedAt = (now: number): number => now - 60 * day
