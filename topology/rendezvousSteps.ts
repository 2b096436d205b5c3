import type { Processor } from 'millrace'
import { keyOf, type OutgoingEvent } from '../events/encode.ts'
import type { RendezvousEvent } from '../events/event.ts'
import { conclure, type Facturation } from '../processors/conclure.ts'
import { type DemandeMessage, demandeDe } from '../processors/demande.ts'
import { idsDe } from '../processors/derives.ts'
import { type DossierMessage, lignesDe } from '../processors/dossier.ts'
import { mergeRendezvous } from '../processors/mergeRendezvous.ts'
import type { Decision } from '../state/decision.ts'
import { stores } from './stores.ts'

const { rendezvous, attente, consultations, factures, publications } = stores

/** rendezvous.*: merges it, and asks its patient; the patient asks the médecin, and he answers with a decision. */
export const recordRendezvous: Processor<
  string,
  RendezvousEvent,
  string,
  DemandeMessage,
  { rendezvous: typeof rendezvous }
> = {
  name: 'enregistrer-rendezvous',
  stores: { rendezvous },
  prefetch: ({ key }) => [{ store: 'rendezvous', key }],
  process({ key: rendezVousId, value: event }, { stores: { rendezvous }, forward }) {
    const before = rendezvous.get(rendezVousId)
    const row = mergeRendezvous(before, event)
    if (!row) return
    rendezvous.put(rendezVousId, row)
    const demande = demandeDe(row)
    if (!demande) return
    const left = before?.patientId ?? demande.patientId
    if (left !== demande.patientId) {
      forward(left, { kind: 'retrait', rendezVousId, nombre: demande.nombre })
    }
    forward(demande.patientId, { kind: 'demande', demande })
  },
}

/** To the world, by the entity's id, and to the dossiers, by patientId. */
export type FromRendezvous =
  | { readonly to: 'world'; readonly event: OutgoingEvent }
  | { readonly to: 'dossier'; readonly message: DossierMessage }

const concluding = { rendezvous, attente, consultations, factures, publications }

/** A decision that has come back: carries it out. */
export function concludeRendezvous(
  facturation: Facturation,
): Processor<string, Decision, string, FromRendezvous, typeof concluding> {
  return {
    name: 'conclure-rendezvous',
    stores: concluding,
    prefetch: ({ key }) => [{ store: 'rendezvous', key }],
    process({ key: rendezVousId, value: decision }, { stores, forward }) {
      const row = stores.rendezvous.get(rendezVousId)
      if (!row) return
      const ids = idsDe(rendezVousId)
      // Before the first conclusion nothing was published: one read less for nearly all.
      const revision = row.conclusion ? (stores.publications.get(rendezVousId)?.revision ?? 0) : 0
      const done = conclure(row, decision, { facturation, ids, revision })
      if (!done) return

      const before = row.conclusion
      stores.rendezvous.put(rendezVousId, done.row)
      if (done.consultation) stores.consultations.put(ids.consultationId, done.consultation)
      else if (before?.consultation) stores.consultations.delete(ids.consultationId)
      if (done.facture) stores.factures.put(ids.factureId, done.facture)
      else if (before?.facture) stores.factures.delete(ids.factureId)
      if (done.revision !== revision) stores.publications.put(rendezVousId, { v: 1, revision: done.revision })

      const { patientId, medecinId, statut, manque } = done.row.conclusion
      if (statut === 'EN_ATTENTE') {
        const demandeLe = row.demandeLe!
        stores.attente.put(rendezVousId, { v: 1, rendezVousId, patientId, medecinId, demandeLe, manque })
      } else if (before?.statut === 'EN_ATTENTE') stores.attente.delete(rendezVousId)

      for (const event of done.events) forward(keyOf(event), { to: 'world', event })
      for (const [patient, message] of lignesDe(done.row, before, ids)) {
        forward(patient, { to: 'dossier', message })
      }
    },
  }
}
