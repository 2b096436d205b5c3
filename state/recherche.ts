import type { Identite } from './patientRow.ts'

/** As names are compared in a search: without accents and case; what is no letter or digit is one space. */
export const normalise = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** What a patient is found by the begin of: the surname first, and the first name first. None: there is no name, or no more. */
export function nomsDe({ nom, prenom }: Pick<Identite, 'nom' | 'prenom'>): readonly string[] {
  const names = [nom, prenom].map(name => normalise(name ?? '')).filter(name => name !== '')
  return names.length < 2 ? names : [names.join(' '), names.reverse().join(' ')]
}
