/** A patient as GET /api/patients/{id} of the cabinet shows him. All services of the comparison answer this text, to the byte. */
export interface PatientAnswer {
  readonly patientId: string
  readonly nom: string
  readonly prenom: string
  readonly email: string
  readonly telephone: string
  readonly dateNaissance: string
  readonly connuLe: string
  readonly supprimeLe: null
}

/** What patient.created holds (bench/workload.ts). */
export interface PatientCreated {
  readonly timestamp: string
  readonly data: Omit<PatientAnswer, 'connuLe' | 'supprimeLe'>
}

export function patientAnswer({ timestamp, data }: PatientCreated): PatientAnswer {
  const { patientId, nom, prenom, email, telephone, dateNaissance } = data
  return {
    patientId,
    nom,
    prenom,
    email,
    telephone,
    dateNaissance,
    connuLe: timestamp,
    supprimeLe: null,
  }
}

const text = { type: 'string' } as const

/** For Fastify, so that it writes the answer the quick way. */
export const patientAnswerSchema = {
  type: 'object',
  properties: {
    patientId: text,
    nom: text,
    prenom: text,
    email: text,
    telephone: text,
    dateNaissance: text,
    connuLe: text,
    supprimeLe: { type: 'null' },
  },
} as const
