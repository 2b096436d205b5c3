import type { AgendaRow } from './agendaRow.ts'
import type { AttenteRow } from './attenteRow.ts'
import type { ConsultationRow } from './consultationRow.ts'
import type { DemandeRow } from './demandeRow.ts'
import type { DossierRow, LigneRow } from './dossierRow.ts'
import type { FactureRow } from './factureRow.ts'
import type { MedecinRow } from './medecinRow.ts'
import type { PatientRow } from './patientRow.ts'
import type { PublicationRow } from './publicationRow.ts'
import type { RendezvousRow } from './rendezvousRow.ts'
import type { RowSchema } from './rowSchema.ts'

/** Every store of the cabinet. Keys are text: an id, or parts joined as keys.ts does. */
export const rowSchemas = {
  patients: schema<PatientRow>('patients'),
  demandesPatient: schema<DemandeRow>('demandes-patient'),
  medecins: schema<MedecinRow>('medecins'),
  demandesMedecin: schema<DemandeRow>('demandes-medecin'),
  agenda: schema<AgendaRow>('agenda'),
  rendezvous: schema<RendezvousRow>('rendezvous'),
  attente: schema<AttenteRow>('attente'),
  consultations: schema<ConsultationRow>('consultations'),
  factures: schema<FactureRow>('factures'),
  dossiers: schema<DossierRow>('dossiers'),
  lignes: schema<LigneRow>('lignes'),
  publications: schema<PublicationRow>('publications', false),
} as const

function schema<Row extends { readonly v: 1 }>(name: string, verified = true): RowSchema<Row> {
  return { name, version: 1, upcasters: {}, verified }
}
