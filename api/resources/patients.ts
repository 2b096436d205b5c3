import { Type } from 'typebox'
import type { PatientRow } from '../../state/patientRow.ts'
import { stores } from '../../topology/stores.ts'
import { when } from '../when.ts'
import { id, nullableInstant, nullableText } from './fields.ts'
import { byName } from './listIndex.ts'
import { resource } from './resource.ts'

export const patients = resource({
  path: 'patients',
  store: stores.patients,
  singular: 'patient',
  access: {
    list: { roles: ['secretariat'], trail: 'read' },
    one: { roles: ['secretariat', 'comptable', 'interne'], medecin: 'his-patient', trail: 'read' },
  },
  filters: {
    q: Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'What surname or first name begins with, then as much of the other; accents and case do not count',
    }),
  },
  indexes: byName,
  schema: Type.Object({
    patientId: id(),
    nom: nullableText(),
    prenom: nullableText(),
    email: nullableText(),
    telephone: nullableText(),
    dateNaissance: nullableText('YYYY-MM-DD'),
    connuLe: nullableInstant('Null while only updates have come: the patient is not known yet'),
    supprimeLe: nullableInstant('When the patient asked to be forgotten'),
  }),
  show: (row: PatientRow) => ({
    patientId: row.patientId,
    nom: row.nom,
    prenom: row.prenom,
    email: row.email,
    telephone: row.telephone,
    dateNaissance: row.dateNaissance,
    connuLe: when(row.connuLe),
    supprimeLe: when(row.supprimeLe),
  }),
})
