import { ascii, noms, prenoms, specialites } from './names.ts'
import type { Random } from './random.ts'

export interface DemoPatient {
  readonly patientId: string
  readonly nom: string
  readonly prenom: string
  readonly email: string | null
  readonly telephone: string | null
  readonly dateNaissance: string
}

export interface DemoMedecin {
  readonly medecinId: string
  readonly nom: string
  readonly specialite: string
  readonly email: string
  readonly tarif: number | null
  readonly dureeConsultation: number
}

const digits = (number: number, width: number) => String(number).padStart(width, '0')

export function demoPatient(random: Random, patientId: string): DemoPatient {
  const [prenom, nom] = [random.pick(prenoms), random.pick(noms)]
  const born = `${random.between(1938, 2024)}-${digits(random.between(1, 12), 2)}-${digits(random.between(1, 28), 2)}`
  return {
    patientId,
    nom,
    prenom,
    // Example domains, and a range of numbers that nobody has.
    email: random.chance(0.9) ? `${ascii(prenom)}.${ascii(nom)}@example.ma` : null,
    telephone: random.chance(0.85)
      ? `+212 6 00 00 ${digits(random.between(0, 99), 2)} ${digits(random.between(0, 99), 2)}`
      : null,
    dateNaissance: born,
  }
}

export function demoMedecin(random: Random, index: number): DemoMedecin {
  const nom = `Dr ${random.pick(prenoms)} ${random.pick(noms)}`
  return {
    medecinId: `MED-${digits(index + 1, 2)}`,
    nom,
    email: `cabinet${index + 1}@example.ma`,
    ...specialites[index % specialites.length]!,
  }
}

export const patientId = (index: number): string => `PAT-${digits(index + 1, 4)}`
