import { type Booking, isFree, type Slot } from './agenda.ts'
import { motifs, raisons } from './names.ts'
import { day, hour, localDay, minute } from './openingHours.ts'
import type { Medecin, Patient } from './people.ts'
import type { Practice } from './practice.ts'
import { visit } from './visits.ts'

/** The time at which somebody asks for a slot: days before as a rule, and by day. Null: there is no time left for it. */
export function askTime({ random, zone, now }: Practice, slot: Slot): number | null {
  const last = slot.start - 30 * minute
  if (last <= now) return null
  const wanted = last - random.exponential() * 6 * day
  const time = wanted > now ? wanted : now + random.next() * Math.min(last - now, 3 * day)
  const hourOfDay = (zone.toLocal(time) % day) / hour
  const byDay =
    hourOfDay >= 8 && hourOfDay < 20
      ? time
      : zone.toInstant(localDay(zone, time) * day + (8 + 11 * random.next()) * hour)
  return byDay > now && byDay < last ? byDay : time
}

/** Somebody asks for a slot, sometimes for another of the family too; nobody does where it cannot be had any more. */
export function ask(practice: Practice, slot: Slot): void {
  const { random, mistakes } = practice
  if (random.chance(0.002 * mistakes)) {
    const taken = practice.agenda.find(
      random,
      slot.medecin,
      practice.now + hour,
      each => each.booking !== null,
    )
    if (taken) doubleBook(practice, taken)
  }
  if (!isFree(slot) || slot.start <= practice.now) return
  const isNew = random.chance(0.04)
  const patient = isNew ? practice.newPatient() : choosePatient(practice, slot.medecin)
  book(practice, patient, slot)
  if (isNew) register(practice, patient)
  const next = random.chance(0.1) ? practice.agenda.following(slot) : null
  const relative = patient.family.find(each => each !== patient && practice.patients.includes(each))
  if (next && relative)
    practice.after(random.between(20_000, 2 * minute), () => {
      if (isFree(next)) book(practice, relative, next)
    })
}

/** A new patient's form; three of ten come after the rendezvous: filled in later, or on its way for hours. */
function register(practice: Practice, { identity }: Patient): void {
  const { random } = practice
  const tell = () => practice.tell('patient.created', { ...identity })
  const how = random.next()
  const later = random.between(1, 30) * minute
  if (how < 0.15 && practice.now + later < practice.end) practice.after(later, tell)
  else if (how < 0.3) practice.tell('patient.created', { ...identity }, random.between(1, 360) * minute)
  else tell()
}

function book(practice: Practice, patient: Patient, slot: Slot): void {
  const { random, mistakes, tally } = practice
  const booking = newBooking(practice, patient, slot.medecin)
  take(booking, slot)
  if (random.chance(0.002 * mistakes)) {
    // A slip of the keyboard, noticed within two hours.
    tally.mistakes['unknown-patient'].push(booking.rendezVousId)
    tellCreated(practice, booking, slot, `${patient.identity.patientId}9`)
    practice.after(random.between(5, 120) * minute, () => {
      if (booking.slot === slot && !booking.isOver) tellCreated(practice, booking, slot)
    })
  } else tellCreated(practice, booking, slot)
  plan(practice, booking, slot)
}

/** The slot is taken: somebody did not look. It is noticed within hours, and another time is found. */
function doubleBook(practice: Practice, slot: Slot): void {
  const { random, tally } = practice
  const booking = newBooking(practice, choosePatient(practice, slot.medecin), slot.medecin)
  tally.mistakes['double-booking'].push(booking.rendezVousId)
  tellCreated(practice, booking, slot)
  practice.after(random.between(10, 180) * minute, () => move(practice, booking))
}

function newBooking(practice: Practice, patient: Patient, medecin: Medecin): Booking {
  const rendezVousId = practice.nextRendezVousId()
  const { tarif } = medecin
  const booking = { rendezVousId, patient, medecin, tarif, slot: null, isConfirmed: false, isOver: false }
  patient.bookings.add(booking)
  return booking
}

/** What becomes of it. */
function plan(practice: Practice, booking: Booking, slot: Slot): void {
  const { random } = practice
  const sometime = () => random.next() * (slot.start - practice.now)
  if (random.chance(0.8)) practice.after(sometime(), () => confirm(practice, booking))
  const what = random.next()
  if (what < 0.08) practice.after(sometime(), () => cancel(practice, booking, random.pick(raisons)))
  else if (what < 0.13) practice.after(sometime(), () => booking.slot === slot && move(practice, booking))
  practice.at(slot.start, () => visit(practice, booking, slot))
}

export function confirm(practice: Practice, booking: Booking): void {
  if (booking.isOver || booking.isConfirmed || booking.slot === null) return
  booking.isConfirmed = true
  practice.tell('rendezvous.confirmed', { rendezVousId: booking.rendezVousId })
}

/** Its slot is free again, and often somebody else takes it. */
export function cancel(practice: Practice, booking: Booking, raison: string): void {
  if (booking.isOver) return
  const { slot } = booking
  practice.tell('rendezvous.cancelled', { rendezVousId: booking.rendezVousId, raison })
  end(booking)
  if (slot && practice.random.chance(0.5)) {
    const time = askTime(practice, slot)
    if (time !== null) practice.at(time, () => ask(practice, slot))
  }
}

/** To another slot of the same médecin; cancelled where there is none. */
export function move(practice: Practice, booking: Booking): void {
  if (booking.isOver) return
  const { random, agenda, now } = practice
  const slot = agenda.find(random, booking.medecin, now + hour, isFree)
  if (slot === null) {
    cancel(practice, booking, 'aucun autre créneau')
    return
  }
  release(booking)
  take(booking, slot)
  tellCreated(practice, booking, slot)
  plan(practice, booking, slot)
}

/** Nothing more comes of it. */
export function end(booking: Booking): void {
  release(booking)
  booking.isOver = true
  booking.patient.bookings.delete(booking)
}

function take(booking: Booking, slot: Slot): void {
  booking.slot = slot
  slot.booking = booking
}

function release(booking: Booking): void {
  if (booking.slot) booking.slot.booking = null
  booking.slot = null
}

/** Also a change: what comes later under the same id counts. */
function tellCreated(practice: Practice, booking: Booking, slot: Slot, patientId?: string): void {
  practice.tell('rendezvous.created', {
    rendezVousId: booking.rendezVousId,
    patientId: patientId ?? booking.patient.identity.patientId,
    medecinId: booking.medecin.medecinId,
    dateRendezVous: new Date(slot.start),
    motif: practice.random.pick(motifs),
  })
}

/** Children go to the pédiatre, and seldom to others. */
function choosePatient({ random, patients, now }: Practice, medecin: Medecin): Patient {
  const adultBorn = new Date(now).getUTCFullYear() - 16
  const wantsChild = medecin.specialite === 'pédiatrie'
  let patient = random.pick(patients)
  for (let look = 0; look < 6 && patient.born > adultBorn !== wantsChild; look++)
    patient = random.pick(patients)
  return patient
}
