import type { ProcessorContext } from 'millrace'
import { keyOf, type OutgoingEvent } from '../events/encode.ts'
import type { Circonstances, Conclue } from '../processors/conclure.ts'
import { type DossierMessage, lignesDe } from '../processors/dossier.ts'
import { impayeDe } from '../processors/impaye.ts'
import { rappelDe, rappeler } from '../processors/rappel.ts'
import { attenteKey, impayeKey, rappelKey } from '../state/keys.ts'
import type { Conclusion } from '../state/rendezvousRow.ts'
import { stores } from './stores.ts'

const { rendezvous, attentes, consultations, factures, impayes, rappels, publications } = stores

export const concluding = { rendezvous, attentes, consultations, factures, impayes, rappels, publications }

/** To the world, by the entity's id, and to the dossiers, by patientId. */
export type FromRendezvous =
  | { readonly to: 'world'; readonly event: OutgoingEvent }
  | { readonly to: 'dossier'; readonly message: DossierMessage }

export type Concluding = ProcessorContext<string, FromRendezvous, typeof concluding>

/** Writes the rows of a conclusion, and tells the world and the patient's dossier what is new. */
export function keepConclusion(
  done: Conclue,
  before: Conclusion | null,
  { rules, ids, revision, horizon }: Circonstances,
  context: Concluding,
): void {
  const { stores, forward } = context
  const { rendezVousId, conclusion } = done.row
  stores.rendezvous.put(rendezVousId, done.row)
  // Most rounds change neither: a confirmation, a completion.
  if (!isSame(before, conclusion, ofConsultation)) {
    if (done.consultation) stores.consultations.put(ids.consultationId, done.consultation)
    else if (before?.consultation) stores.consultations.delete(ids.consultationId)
  }
  if (!isSame(before, conclusion, ofFacture)) keepFacture(done, before, ids, rules, stores)
  if (done.revision !== revision) stores.publications.put(rendezVousId, { v: 1, revision: done.revision })

  keepAttente(done, before, stores.attentes)

  for (const event of done.events) tell(event, context)
  for (const [patient, message] of lignesDe(done.row, before, ids))
    forward(patient, { to: 'dossier', message })

  const { rappelLe } = conclusion
  const old = before?.rappelLe ?? null
  // What is not later than the horizon was reminded of when its time came.
  if (old !== null && old > horizon && old !== rappelLe) stores.rappels.delete(rappelKey(old, rendezVousId))
  if (rappelLe === null || isSame(before, conclusion, ofRappel)) return
  const row = rappelDe(rendezVousId, conclusion)
  if (rappelLe > horizon) stores.rappels.put(rappelKey(rappelLe, rendezVousId), row)
  else if (old !== rappelLe || before!.patientId !== conclusion.patientId) tell(rappeler(row), context)
}

const ofWhom = ['patientId', 'medecinId'] as const
const ofConsultation = [
  ...ofWhom,
  'consultation',
  'accepteLe',
  'specialite',
  'dateRendezVous',
  'dureeMinutes',
  'montantCentimes',
] as const
const ofFacture = [...ofWhom, 'facture', 'factureLe', 'montantCentimes', 'payeCentimes'] as const
const ofRappel = [...ofWhom, 'rappelLe'] as const

const isSame = (before: Conclusion | null, now: Conclusion, fields: readonly (keyof Conclusion)[]): boolean =>
  before !== null && fields.every(field => before[field] === now[field])

function keepFacture(
  { row: { rendezVousId }, facture }: Conclue,
  before: Conclusion | null,
  { factureId }: Circonstances['ids'],
  { delaiPaiementMs }: Circonstances['rules'],
  { factures, impayes }: Concluding['stores'],
): void {
  if (facture) factures.put(factureId, facture)
  else if (before?.facture) factures.delete(factureId)
  const was = before?.facture === 'EMISE' || before?.facture === 'EN_RETARD' ? before : null
  const oldKey = was && impayeKey(was.facture === 'EN_RETARD', was.factureLe! + delaiPaiementMs, rendezVousId)
  const impaye = impayeDe(facture)
  const key = impaye && impayeKey(impaye.statut === 'EN_RETARD', impaye.echeanceLe, rendezVousId)
  if (oldKey !== null && oldKey !== key) impayes.delete(oldKey)
  if (impaye) impayes.put(key!, impaye)
}

function keepAttente(
  { row: { rendezVousId, demandeLe, conclusion } }: Conclue,
  before: Conclusion | null,
  attentes: Concluding['stores']['attentes'],
): void {
  const { patientId, medecinId, attendJusqua: jusqua, manque } = conclusion
  const old = before?.attendJusqua ?? null
  if (old !== null && old !== jusqua) attentes.delete(attenteKey(old, rendezVousId))
  if (jusqua === null) return
  const row = { v: 1, rendezVousId, patientId, medecinId, demandeLe: demandeLe!, jusqua, manque } as const
  attentes.put(attenteKey(jusqua, rendezVousId), row)
}

/** The record's time is the event's, if that is not later than brokers take. */
export function tell(event: OutgoingEvent, { forward, streamTime }: Concluding): void {
  forward(keyOf(event), { to: 'world', event }, { timestamp: Math.max(0, Math.min(event.time, streamTime)) })
}
