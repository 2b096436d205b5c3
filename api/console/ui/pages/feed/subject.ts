import type { Entry } from './feedLog.ts'

/** What can be followed through all that it caused, and the field that names it. */
const fields = {
  rendezvous: 'rendezVousId',
  facture: 'factureId',
  consultation: 'consultationId',
  patient: 'patientId',
  medecin: 'medecinId',
} as const

export type Kind = keyof typeof fields
export const kinds = Object.keys(fields) as readonly Kind[]

/** What an entry speaks of. */
export const subjectsOf = ({ data }: Entry): readonly (readonly [Kind, string])[] =>
  kinds.flatMap(kind => {
    const id = data?.[fields[kind]]
    return typeof id === 'string' && id !== '' ? [[kind, id] as const] : []
  })
