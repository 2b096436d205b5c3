import { partitionForKey } from 'millrace/wire'
import type { DecodedEvent } from '../events/decode.ts'
import { derivedId } from '../events/derivedId.ts'
import type { Told } from './told.ts'

export interface Said {
  readonly time: number
  readonly value: number
}

export interface Absence {
  readonly time: number
  readonly eventId: string
  readonly away: boolean
  readonly from: number
  readonly to: number
}

export interface Asked {
  readonly time: number
  readonly eventId: string
  readonly patientId: string
  readonly medecinId: string
  readonly date: number | null
  readonly minutes: number | null
}

export interface End {
  readonly how: 'ANNULE' | 'TERMINE'
  readonly time: number
  readonly eventId: string
}

export interface RendezvousFacts {
  readonly id: string
  readonly asked: Asked[]
  readonly ends: End[]
  readonly failures: End[]
  confirmed: boolean
}

export interface MedecinFacts {
  knownAt: number | null
  readonly tarifs: Said[]
  readonly minutes: Said[]
  readonly absences: Absence[]
}

export interface PatientFacts {
  knownAt: number | null
  readonly erasedAt: number[]
}

/** All that was said, by what it is about; everything in the order of (event time, eventId). */
export interface Facts {
  readonly patients: Map<string, PatientFacts>
  readonly medecins: Map<string, MedecinFacts>
  readonly rendezvous: Map<string, RendezvousFacts>
  /** What was received, by invoice. */
  readonly received: Map<string, number>
  /** The latest event time of each partition of the rendezvous. */
  readonly clocks: number[]
}

export function collect(told: readonly Told[], partitions: number): Facts {
  const facts: Facts = {
    patients: new Map(),
    medecins: new Map(),
    rendezvous: new Map(),
    received: new Map(),
    clocks: Array.from({ length: partitions }, () => 0),
  }
  const sorted = [...told].sort((a, b) => compareEvents(a.event, b.event))
  const seen = new Set<string>()
  const money: Told[] = []
  for (const each of sorted) {
    const { event } = each
    if (event.type.startsWith('paiement.') || event.type === 'facture.failed') money.push(each)
    else if (isNew(seen, `${Object.values(event.data)[0]} ${event.eventId}`)) note(facts, event)
    if (event.type.startsWith('rendezvous.'))
      tick(facts, (event.data as { rendezVousId: string }).rendezVousId, each)
  }
  follow(facts, money, seen)
  return facts
}

const compareEvents = (a: DecodedEvent, b: DecodedEvent) =>
  a.time - b.time || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0)

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function note(facts: Facts, event: DecodedEvent): void {
  const { time, eventId } = event
  switch (event.type) {
    case 'patient.created':
      patientOf(facts, event.data.patientId).knownAt ??= time
      return
    case 'patient.deleted':
      patientOf(facts, event.data.patientId).erasedAt.push(time)
      return
    case 'medecin.created':
    case 'medecin.updated': {
      const medecin = medecinOf(facts, event.data.medecinId)
      if (event.type === 'medecin.created') medecin.knownAt ??= time
      const { tarifCentimes, dureeConsultation } = event.data
      if (tarifCentimes !== null) medecin.tarifs.push({ time, value: tarifCentimes })
      if (dureeConsultation !== null) medecin.minutes.push({ time, value: dureeConsultation })
      return
    }
    case 'medecin.unavailable':
    case 'medecin.available':
    case 'creneau.libere': {
      const { medecinId, debut, fin } = event.data
      if (event.type === 'creneau.libere' && (debut === null || fin === null)) return
      const [from, to] = [debut ?? time, fin ?? Number.POSITIVE_INFINITY]
      const away = event.type === 'medecin.unavailable'
      if (to > from) medecinOf(facts, medecinId).absences.push({ time, eventId, away, from, to })
      return
    }
    case 'rendezvous.created': {
      const { rendezVousId, patientId, medecinId, dateRendezVous, dureeMinutes } = event.data
      const { asked } = rendezvousOf(facts, rendezVousId)
      const before = asked.at(-1)
      const date = dateRendezVous ?? before?.date ?? null
      const minutes = dureeMinutes ?? before?.minutes ?? null
      asked.push({ time, eventId, patientId, medecinId, date, minutes })
      return
    }
    case 'rendezvous.confirmed':
      rendezvousOf(facts, event.data.rendezVousId).confirmed = true
      return
    case 'rendezvous.cancelled':
    case 'rendezvous.completed': {
      const how = event.type === 'rendezvous.cancelled' ? 'ANNULE' : 'TERMINE'
      rendezvousOf(facts, event.data.rendezVousId).ends.push({ how, time, eventId })
    }
  }
}

/** Payments and failures go to the rendezvous whose invoice they name. */
function follow(facts: Facts, money: readonly Told[], seen: Set<string>): void {
  for (const { event } of money)
    if (event.type === 'facture.failed' && event.data.rendezVousId)
      rendezvousOf(facts, event.data.rendezVousId)
  const byConsultation = new Map<string, string>()
  const byFacture = new Map<string, string>()
  for (const id of facts.rendezvous.keys()) {
    byConsultation.set(derivedId('consultation', id), id)
    byFacture.set(derivedId('facture', id), id)
  }
  const payments = new Map<string, { factureId: string; received: boolean; centimes: number }>()
  for (const each of money) {
    const { event } = each
    if (event.type === 'facture.failed') {
      const id = event.data.rendezVousId ?? byConsultation.get(event.data.consultationId)
      if (id === undefined) continue
      tick(facts, id, each)
      const end = { how: 'ANNULE', time: event.time, eventId: event.eventId } as const
      if (isNew(seen, `${id} ${event.eventId}`)) rendezvousOf(facts, id).failures.push(end)
    } else if (
      event.type === 'paiement.pending' ||
      event.type === 'paiement.completed' ||
      event.type === 'paiement.failed'
    ) {
      const { factureId, paiementId, montantCentimes } = event.data
      const id = byFacture.get(factureId)
      if (id !== undefined) tick(facts, id, each)
      const key = JSON.stringify([factureId, paiementId])
      const payment = payments.get(key) ?? { factureId, received: false, centimes: 0 }
      if (event.type !== 'paiement.pending') payment.received = event.type === 'paiement.completed'
      if (montantCentimes !== null) payment.centimes = montantCentimes
      payments.set(key, payment)
    }
  }
  for (const { factureId, received, centimes } of payments.values())
    if (received) facts.received.set(factureId, (facts.received.get(factureId) ?? 0) + centimes)
}

/** An event is no later than its record. */
function tick({ clocks }: Facts, rendezVousId: string, { event, recordTime }: Told): void {
  const partition = partitionForKey(rendezVousId, clocks.length)
  clocks[partition] = Math.max(clocks[partition]!, Math.min(event.time, recordTime))
}

function patientOf({ patients }: Facts, id: string): PatientFacts {
  return found(patients, id, () => ({ knownAt: null, erasedAt: [] }))
}

function medecinOf({ medecins }: Facts, id: string): MedecinFacts {
  return found(medecins, id, () => ({ knownAt: null, tarifs: [], minutes: [], absences: [] }))
}

function rendezvousOf({ rendezvous }: Facts, id: string): RendezvousFacts {
  return found(rendezvous, id, () => ({ id, asked: [], ends: [], failures: [], confirmed: false }))
}

function found<T>(map: Map<string, T>, id: string, make: () => T): T {
  let value = map.get(id)
  if (value === undefined) {
    value = make()
    map.set(id, value)
  }
  return value
}
