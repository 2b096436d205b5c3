import type { DossierRow, LigneRow, Totaux } from '../state/dossierRow.ts'
import type { Identite, PatientRow } from '../state/patientRow.ts'
import type { Conclusion, RendezvousRow, RendezvousStatut } from '../state/rendezvousRow.ts'
import type { Ids } from './derives.ts'

/** What travels to a patient's dossier. */
export type DossierMessage =
  | {
      readonly kind: 'identite'
      readonly identite: Identite | null
      readonly connuLe: number | null
      readonly supprimeLe: number | null
    }
  | {
      readonly kind: 'ligne'
      readonly rendezVousId: string
      /** Null: the rendezvous is no longer this patient's. */
      readonly ligne: LigneRow | null
      /** What the line adds to the sums, less what it added before. */
      readonly variation: Totaux
      /** Null: there was no line. */
      readonly avant: RendezvousStatut | null
    }

export function identiteDe(patient: PatientRow): DossierMessage {
  const { nom, prenom, email, telephone, dateNaissance, connuLe, supprimeLe } = patient
  const identite = { nom, prenom, email, telephone, dateNaissance }
  const empty = Object.values(identite).every(value => value === null)
  return { kind: 'identite', identite: empty ? null : identite, connuLe, supprimeLe }
}

/** The lines to write after a conclusion, by patient: the patient's, and the one it is taken from if the patient changed. */
export function lignesDe(
  row: RendezvousRow & { readonly conclusion: Conclusion },
  before: Conclusion | null,
  ids: Ids,
): readonly (readonly [patientId: string, DossierMessage])[] {
  const { rendezVousId, conclusion } = row
  const moved = before !== null && before.patientId !== conclusion.patientId
  const ligne: LigneRow = {
    v: 2,
    patientId: conclusion.patientId,
    rendezVousId,
    medecinId: conclusion.medecinId,
    dateRendezVous: conclusion.dateRendezVous,
    statut: conclusion.statut,
    consultationId: conclusion.consultation && ids.consultationId,
    consultation: conclusion.consultation,
    factureId: conclusion.facture && ids.factureId,
    facture: conclusion.facture,
    montantCentimes: conclusion.montantCentimes,
    payeCentimes: conclusion.payeCentimes,
  }
  const here = moved ? null : before
  const variation = difference(totaux(conclusion), totaux(here))
  const avant = here?.statut ?? null
  const written = [conclusion.patientId, { kind: 'ligne', rendezVousId, ligne, variation, avant }] as const
  if (!moved) return [written]
  const removed = difference(null, totaux(before))
  const left = { kind: 'ligne', rendezVousId, ligne: null, variation: removed, avant: before.statut } as const
  return [written, [before.patientId, left]]
}

/** A dossier after one more message; null when nothing is left to keep. */
export function mergeDossier(
  row: DossierRow | undefined,
  patientId: string,
  message: DossierMessage,
): DossierRow | null {
  const current = row ?? unknownDossier(patientId)
  const next = { ...current, ...(message.kind === 'ligne' ? sum(current, message.variation) : told(message)) }
  const kept =
    next.connuLe !== null || next.supprimeLe !== null || next.identite !== null || next.rendezVous > 0
  return kept ? next : null
}

const told = ({ identite, connuLe, supprimeLe }: Extract<DossierMessage, { kind: 'identite' }>) => ({
  identite,
  connuLe,
  supprimeLe,
})

function totaux(conclusion: Conclusion | null): Totaux | null {
  if (conclusion === null) return null
  const { consultation, facture, montantCentimes, payeCentimes } = conclusion
  const isDue = facture === 'EMISE' || facture === 'EN_RETARD' || facture === 'PAYEE'
  const factureCentimes = isDue ? montantCentimes : 0
  const consultations = consultation === 'CREEE' || consultation === 'REALISEE' ? 1 : 0
  const soldeCentimes = factureCentimes - payeCentimes
  return { rendezVous: 1, consultations, factureCentimes, payeCentimes, soldeCentimes }
}

export const nothing: Totaux = {
  rendezVous: 0,
  consultations: 0,
  factureCentimes: 0,
  payeCentimes: 0,
  soldeCentimes: 0,
}

function difference(now: Totaux | null, before: Totaux | null): Totaux {
  const [a, b] = [now ?? nothing, before ?? nothing]
  return {
    rendezVous: a.rendezVous - b.rendezVous,
    consultations: a.consultations - b.consultations,
    factureCentimes: a.factureCentimes - b.factureCentimes,
    payeCentimes: a.payeCentimes - b.payeCentimes,
    soldeCentimes: a.soldeCentimes - b.soldeCentimes,
  }
}

export function sum(a: Totaux, b: Totaux): Totaux {
  return {
    rendezVous: a.rendezVous + b.rendezVous,
    consultations: a.consultations + b.consultations,
    factureCentimes: a.factureCentimes + b.factureCentimes,
    payeCentimes: a.payeCentimes + b.payeCentimes,
    soldeCentimes: a.soldeCentimes + b.soldeCentimes,
  }
}

function unknownDossier(patientId: string): DossierRow {
  return { v: 2, patientId, identite: null, connuLe: null, supprimeLe: null, ...nothing }
}
