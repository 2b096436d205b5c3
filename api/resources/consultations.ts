import { Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { ConsultationRow } from '../../state/consultationRow.ts'
import { stores } from '../../topology/stores.ts'
import { when } from '../when.ts'
import { amount, date, deQui, id, instant, nullableInstant, nullableText, statut } from './fields.ts'
import { somebodys } from './listIndex.ts'
import { resource } from './resource.ts'
import { consultationStatuts } from './statuts.ts'

export const consultations = resource({
  path: 'consultations',
  store: stores.consultations,
  singular: 'consultation',
  access: {
    list: { roles: ['secretariat'], medecin: 'his-rows', trail: 'read' },
    one: { roles: ['secretariat'], medecin: 'his-consultation', trail: 'read' },
  },
  filters: {
    ...deQui,
    date,
    statut: { ...statut(...consultationStatuts), description: 'Only those that stand so' },
  },
  indexes: somebodys,
  schema: Type.Object({
    consultationId: id(),
    rendezVousId: id(),
    patientId: id(),
    medecinId: id(),
    specialite: nullableText(),
    dateConsultation: nullableInstant(),
    dureeMinutes: Type.Integer(),
    montant: amount(),
    statut: statut(...consultationStatuts),
    creeeLe: instant(),
  }),
  show: (row: ConsultationRow) => ({
    consultationId: row.consultationId,
    rendezVousId: row.rendezVousId,
    patientId: row.patientId,
    medecinId: row.medecinId,
    specialite: row.specialite,
    dateConsultation: when(row.dateConsultation),
    dureeMinutes: row.dureeMinutes,
    montant: toDecimal(row.montantCentimes),
    statut: row.statut,
    creeeLe: when(row.creeeLe)!,
  }),
})
