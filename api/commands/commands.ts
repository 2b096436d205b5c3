import { Type } from 'typebox'
import { instant } from '../../events/fields.ts'
import type { Command } from './command.ts'

type Data = Readonly<Record<string, unknown>>

const seenAt = (resource: string, field: string) => (data: Data) =>
  `/api/${resource}/${encodeURIComponent(String(data[field]))}`

const email = Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'email' }))

const patient = { seenAt: seenAt('patients', 'patientId'), fields: { email } }
const medecin = { seenAt: seenAt('medecins', 'medecinId'), fields: { email } }
const absence = { seenAt: (data: Data) => `${medecin.seenAt(data)}/absences` }
const rendezvous = { seenAt: seenAt('rendezvous', 'rendezVousId') }

/** Everything that a secretary, a médecin and an accountant do. */
export const commands: readonly Command[] = [
  {
    ...patient,
    method: 'POST',
    path: '/api/patients',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Register a patient',
    type: 'patient.created',
    drawn: 'patientId',
    input: 'body',
  },
  {
    ...patient,
    method: 'PATCH',
    path: '/api/patients/:id',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Change what is known of a patient',
    note: 'Only what is given changes; null says nothing.',
    type: 'patient.updated',
    addressed: 'patientId',
    input: 'body',
    changes: true,
  },
  {
    seenAt: patient.seenAt,
    method: 'DELETE',
    path: '/api/patients/:id',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Erase a patient: all personal data goes, the accounts stay',
    type: 'patient.deleted',
    addressed: 'patientId',
    input: 'querystring',
  },
  {
    ...medecin,
    method: 'POST',
    path: '/api/medecins',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Register a médecin',
    type: 'medecin.created',
    drawn: 'medecinId',
    input: 'body',
  },
  {
    ...medecin,
    method: 'PATCH',
    path: '/api/medecins/:id',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Change what is known of a médecin',
    note: 'Only what is given changes; null says nothing. What was asked for before keeps its tarif and its duration.',
    type: 'medecin.updated',
    addressed: 'medecinId',
    input: 'body',
    changes: true,
  },
  {
    ...absence,
    method: 'POST',
    path: '/api/medecins/:id/absences',
    access: { roles: ['secretariat'], medecin: 'himself', trail: 'command' },
    summary: 'Declare an absence of a médecin',
    note: 'Without `fin` until further notice.',
    type: 'medecin.unavailable',
    addressed: 'medecinId',
    input: 'body',
    required: ['debut'],
  },
  {
    ...absence,
    method: 'DELETE',
    path: '/api/medecins/:id/absences',
    access: { roles: ['secretariat'], medecin: 'himself', trail: 'command' },
    summary: 'End the absences of a médecin, or the parts of them that lie between debut and fin',
    note: 'Without `debut` from now on, without `fin` all that follow.',
    type: 'medecin.available',
    fields: {
      debut: { ...instant(), description: 'From when on; default: now' },
      fin: { ...instant(), description: 'Until when; default: all that follow' },
    },
    addressed: 'medecinId',
    input: 'querystring',
  },
  {
    ...rendezvous,
    method: 'POST',
    path: '/api/rendezvous',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Ask for a rendezvous; its patient and médecin may come later',
    type: 'rendezvous.created',
    drawn: 'rendezVousId',
    input: 'body',
    required: ['patientId', 'medecinId'],
  },
  {
    ...rendezvous,
    method: 'PATCH',
    path: '/api/rendezvous/:id',
    access: { roles: ['secretariat'], trail: 'command' },
    summary: 'Move a rendezvous, or change its patient, médecin, duration or motif',
    note: 'A repeated `rendezvous.created`: it names patient and médecin again, those it has or others; of the rest only what is given changes.',
    type: 'rendezvous.created',
    addressed: 'rendezVousId',
    input: 'body',
    required: ['patientId', 'medecinId'],
  },
  {
    ...rendezvous,
    method: 'POST',
    path: '/api/rendezvous/:id/confirmation',
    access: { roles: ['secretariat'], medecin: 'his-rendezvous', trail: 'command' },
    summary: 'Confirm a rendezvous',
    type: 'rendezvous.confirmed',
    addressed: 'rendezVousId',
    input: 'body',
  },
  {
    ...rendezvous,
    method: 'POST',
    path: '/api/rendezvous/:id/annulation',
    access: { roles: ['secretariat'], medecin: 'his-rendezvous', trail: 'command' },
    summary: 'Cancel a rendezvous',
    type: 'rendezvous.cancelled',
    addressed: 'rendezVousId',
    input: 'body',
  },
  {
    ...rendezvous,
    method: 'POST',
    path: '/api/rendezvous/:id/realisation',
    access: { roles: ['secretariat'], medecin: 'his-rendezvous', trail: 'command' },
    summary: 'Say that a rendezvous has taken place',
    type: 'rendezvous.completed',
    addressed: 'rendezVousId',
    input: 'body',
  },
  {
    method: 'POST',
    path: '/api/factures/:id/paiements',
    access: { roles: ['secretariat', 'comptable'], trail: 'command' },
    summary: 'Record a payment of a facture: under way, received, or failed',
    note: 'The same paiementId again, with another statut, is what became of that payment.',
    type: 'paiement.completed',
    byStatut: {
      EN_COURS: 'paiement.pending',
      RECU: 'paiement.completed',
      ECHOUE: 'paiement.failed',
    },
    addressed: 'factureId',
    drawn: 'paiementId',
    input: 'body',
    required: ['montant', 'statut'],
    fields: {
      montant: Type.Number({ exclusiveMinimum: 0, description: 'Decimal, two places at most' }),
      statut: Type.Unsafe<string>({ type: 'string', enum: ['EN_COURS', 'RECU', 'ECHOUE'] }),
    },
    seenAt: seenAt('factures', 'factureId'),
  },
]
