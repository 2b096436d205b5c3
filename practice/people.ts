import type { Booking } from './agenda.ts'
import { ascii, noms, prenoms, specialites } from './names.ts'
import { drawWeek, type Week } from './openingHours.ts'
import type { Random } from './random.ts'

export interface Identity {
  readonly patientId: string
  readonly nom: string
  readonly prenom: string
  readonly email: string | null
  readonly telephone: string | null
  readonly dateNaissance: string
}

export interface Patient {
  readonly identity: Identity
  readonly born: number
  /** Everybody of the family, this one too: they share name, telephone and e-mail address. */
  readonly family: Patient[]
  /** What is not over. */
  readonly bookings: Set<Booking>
}

export interface Medecin {
  readonly medecinId: string
  readonly nom: string
  readonly specialite: string
  readonly email: string
  /** What is on record, decimal; null: none was agreed, and the practice's default is billed. */
  tarif: number | null
  readonly dureeConsultation: number
  readonly week: Week
}

const digits = (number: number, width: number) => String(number).padStart(width, '0')

/** A range of numbers that nobody has. */
export const drawTelephone = (random: Random) =>
  `+212 6 00 00 ${digits(random.between(0, 99), 2)} ${digits(random.between(0, 99), 2)}`

/** A patient alone, or one more of a family. `year`: of today. */
export function drawPatient(
  random: Random,
  patientId: string,
  year: number,
  relative: Patient | null,
): Patient {
  const prenom = random.pick(prenoms)
  const nom = relative?.identity.nom ?? random.pick(noms)
  const email = random.chance(0.9) ? `${ascii(prenom)}.${ascii(nom)}@example.ma` : null
  const telephone = random.chance(0.85) ? drawTelephone(random) : null
  // The first of a family is grown up; who joins is a child as often as not.
  const age = relative && random.chance(0.6) ? random.between(0, 17) : random.between(18, 88)
  const born = year - age
  const identity = {
    patientId,
    nom,
    prenom,
    email: relative ? relative.identity.email : email,
    telephone: relative ? relative.identity.telephone : telephone,
    dateNaissance: `${born}-${digits(random.between(1, 12), 2)}-${digits(random.between(1, 28), 2)}`,
  }
  const family = relative?.family ?? []
  const patient = { identity, born, family, bookings: new Set<Booking>() }
  family.push(patient)
  return patient
}

export function drawMedecin(random: Random, index: number): Medecin {
  return {
    medecinId: `MED-${digits(index + 1, 2)}`,
    nom: `Dr ${random.pick(prenoms)} ${random.pick(noms)}`,
    email: `cabinet${index + 1}@example.ma`,
    ...specialites[index % specialites.length]!,
    week: drawWeek(random),
  }
}

/** What a medecin.created says. */
export const registrationOf = ({ week, ...registration }: Medecin) => registration

export const patientId = (index: number): string => `PAT-${digits(index + 1, 4)}`
