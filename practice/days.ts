import { perhapsAway } from './absences.ts'
import { horizonDays } from './agenda.ts'
import { ask, askTime, end } from './bookings.ts'
import { day, hour, localDay, minute } from './openingHours.ts'
import { drawTelephone, type Medecin, registrationOf } from './people.ts'
import type { Practice } from './practice.ts'

/** Everybody is registered, one a second or faster: within an hour. Then the practice opens. */
export function found(practice: Practice): void {
  const { medecins, patients, now } = practice
  const step = Math.min(1_000, hour / (medecins.length + patients.length))
  const everybody = [
    ...medecins.map(medecin => () => practice.tell('medecin.created', registrationOf(medecin))),
    ...patients.map(
      ({ identity }) =>
        () =>
          practice.tell('patient.created', { ...identity }),
    ),
  ]
  everybody.forEach((register, i) => void practice.at(now + i * step, register))
  practice.at(now + everybody.length * step, () => open(practice))
}

/** The calendar is opened up to the horizon, and from then on day by day. */
export function open(practice: Practice): void {
  const today = localDay(practice.zone, practice.now)
  for (let date = today; date < today + horizonDays; date++) openDay(practice, date, today)
  practice.at(practice.now, () => spendDay(practice, today))
}

function openDay(practice: Practice, date: number, today: number): void {
  const { medecins, agenda, random, occupancy } = practice
  for (const medecin of medecins)
    for (const slot of agenda.open(medecin, date, today)) {
      const time = random.chance(occupancy) ? askTime(practice, slot) : null
      if (time !== null) practice.at(time, () => ask(practice, slot))
    }
}

/** What happens on a day beside the rendezvous; and then the next day. */
function spendDay(practice: Practice, today: number): void {
  const { random, zone, medecins, patients } = practice
  openDay(practice, today + horizonDays, today)
  const morning = zone.toInstant(today * day + 7 * hour)
  const byDay = () => morning + random.between(hour, 11 * hour)
  for (const medecin of medecins) {
    practice.at(morning + random.between(0, hour), () => perhapsAway(practice, medecin))
    if (random.chance(1 / 365)) practice.at(byDay(), () => raise(practice, medecin))
    if (random.chance(0.004 * practice.mistakes)) practice.at(byDay(), () => mistype(practice, medecin))
  }
  times(practice, patients.length / 200, () => practice.at(byDay(), () => changeTelephone(practice)))
  times(practice, patients.length / 10_000, () => practice.at(byDay(), () => erase(practice)))
  practice.at(zone.toInstant((today + 1) * day), () => spendDay(practice, today + 1))
}

/** So many times on average. */
function times({ random }: Practice, mean: number, act: () => void): void {
  const count = Math.floor(mean) + (random.chance(mean % 1) ? 1 : 0)
  for (let i = 0; i < count; i++) act()
}

function changeTarif(practice: Practice, medecin: Medecin, tarif: number | null): void {
  medecin.tarif = tarif
  practice.tell('medecin.updated', { medecinId: medecin.medecinId, tarif })
}

function raise(practice: Practice, medecin: Medecin): void {
  if (medecin.tarif !== null) changeTarif(practice, medecin, Math.round(medecin.tarif * 1.1))
}

/** A nought too many, corrected within hours. */
function mistype(practice: Practice, medecin: Medecin): void {
  const { tarif, medecinId } = medecin
  if (tarif === null) return
  practice.tally.mistakes['wrong-tarif'].push(medecinId)
  changeTarif(practice, medecin, tarif * 10)
  practice.after(practice.random.between(5, 240) * minute, () => changeTarif(practice, medecin, tarif))
}

export function changeTelephone(practice: Practice): void {
  const { patientId } = practice.random.pick(practice.patients).identity
  practice.tell('patient.updated', { patientId, telephone: drawTelephone(practice.random) })
}

/** Somebody asks to be forgotten: never comes again, and what was to come is off, as the cabinet decides by itself. */
function erase(practice: Practice): void {
  const { random, patients } = practice
  if (patients.length < 2) return
  const index = random.between(0, patients.length - 1)
  const patient = patients[index]!
  patients[index] = patients.at(-1)!
  patients.pop()
  for (const booking of [...patient.bookings]) end(booking)
  practice.tell('patient.deleted', { patientId: patient.identity.patientId })
}
