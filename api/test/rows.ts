import type { AgendaRow } from '../../state/agendaRow.ts'
import type { DossierRow, LigneRow } from '../../state/dossierRow.ts'
import type { PatientRow } from '../../state/patientRow.ts'
import type { RendezvousRow, RendezvousStatut } from '../../state/rendezvousRow.ts'

/** Rows for tests, complete but plain. */
const applied = { events: [], dropped: 0 }
export const noon = Date.UTC(2026, 4, 4, 12)

export const patientRow = (patientId: string, nom: string | null = null): PatientRow => ({
  v: 2,
  patientId,
  nom,
  prenom: null,
  email: null,
  telephone: null,
  dateNaissance: null,
  connuLe: noon,
  supprimeLe: null,
  suppressions: [],
  applied,
})

export const rendezvousRow = (
  rendezVousId: string,
  patientId: string,
  statut: RendezvousStatut,
): RendezvousRow => ({
  v: 3,
  rendezVousId,
  patientId,
  medecinId: 'M1',
  dateRendezVous: noon,
  dureeMinutes: null,
  motif: null,
  demandeLe: noon,
  confirmeLe: null,
  demandes: [],
  fin: null,
  echec: null,
  paiements: [],
  statut,
  manque: [],
  conclusion: null,
  applied,
})

export const dossierRow = (patientId: string): DossierRow => ({
  v: 2,
  patientId,
  identite: { nom: 'Alami', prenom: null, email: null, telephone: null, dateNaissance: null },
  connuLe: noon,
  supprimeLe: null,
  rendezVous: 2,
  consultations: 1,
  factureCentimes: 19_999,
  payeCentimes: 0,
  soldeCentimes: 19_999,
})

export const ligneRow = (patientId: string, rendezVousId: string): LigneRow => ({
  v: 2,
  patientId,
  rendezVousId,
  medecinId: 'M1',
  dateRendezVous: noon,
  statut: 'ACCEPTE',
  consultationId: 'c',
  consultation: 'CREEE',
  factureId: 'f',
  facture: 'EMISE',
  montantCentimes: 19_999,
  payeCentimes: 0,
})

export const agendaRow = (medecinId: string, debut: number): AgendaRow => ({
  v: 1,
  medecinId,
  rendezVousId: `R${debut}`,
  patientId: 'P1',
  debut,
  fin: debut + 1_800_000,
  statut: 'ACCEPTE',
})
