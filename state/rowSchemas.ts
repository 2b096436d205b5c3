import type { AbsencesRow } from './absencesRow.ts'
import type { AgendaRow } from './agendaRow.ts'
import type { AttenteRow } from './attenteRow.ts'
import type { ConsultationRow } from './consultationRow.ts'
import type { DemandeRow } from './demandeRow.ts'
import type { DossierRow, LigneRow } from './dossierRow.ts'
import type { FactureRow } from './factureRow.ts'
import type { HeureRow, RefusRow } from './heureRow.ts'
import type { ImpayeRow } from './impayeRow.ts'
import type { JourneeRow } from './journeeRow.ts'
import type { MedecinRow } from './medecinRow.ts'
import type { PatientRow } from './patientRow.ts'
import type { PublicationRow } from './publicationRow.ts'
import type { RappelRow } from './rappelRow.ts'
import type { ReferenceRow } from './referenceRow.ts'
import type { RendezvousRow } from './rendezvousRow.ts'
import type { RowSchema } from './rowSchema.ts'
import type { TotauxRow } from './totauxRow.ts'
import { demandeV1, factureV1, ligneV1, patientV1, rendezvousV1, rendezvousV2, soldeV1 } from './upcasters.ts'

/** Every store of the cabinet. Keys are text: an id, or parts joined as keys.ts does. */
export const rowSchemas = {
  patients: schema<PatientRow>('patients', 2, { 1: patientV1 }),
  demandesPatient: schema<DemandeRow>('demandes-patient', 2, { 1: demandeV1 }),
  medecins: schema<MedecinRow>('medecins', 1),
  demandesMedecin: schema<DemandeRow>('demandes-medecin', 2, { 1: demandeV1 }),
  heures: schema<HeureRow>('heures', 1),
  refus: schema<RefusRow>('refus', 1),
  absences: schema<AbsencesRow>('absences', 1),
  agenda: schema<AgendaRow>('agenda', 1),
  journees: schema<JourneeRow>('journees', 1),
  rendezvous: schema<RendezvousRow>('rendezvous', 3, { 1: rendezvousV1, 2: rendezvousV2 }),
  attentes: schema<AttenteRow>('attentes', 1),
  consultations: schema<ConsultationRow>('consultations', 1),
  factures: schema<FactureRow>('factures', 2, { 1: factureV1 }),
  impayes: schema<ImpayeRow>('impayes', 1),
  rappels: schema<RappelRow>('rappels', 1),
  references: schema<ReferenceRow>('references', 1),
  dossiers: schema<DossierRow>('dossiers', 2, { 1: soldeV1 }),
  lignes: schema<LigneRow>('lignes', 2, { 1: ligneV1 }),
  totaux: schema<TotauxRow>('totaux', 1),
  publications: schema<PublicationRow>('publications', 1, {}, false),
} as const

function schema<Row extends { readonly v: number }>(
  name: string,
  version: Row['v'],
  upcasters: RowSchema<Row>['upcasters'] = {},
  verified = true,
): RowSchema<Row> {
  return { name, version, upcasters, verified }
}
