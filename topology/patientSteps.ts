import type { Processor } from 'millrace'
import type { PatientEvent } from '../events/event.ts'
import { avecPatient, type DemandeMessage, isWithdrawn, medecinsDe } from '../processors/demande.ts'
import { type DossierMessage, identiteDe } from '../processors/dossier.ts'
import { mergePatient } from '../processors/mergePatient.ts'
import { demandeKey, rangeOf } from '../state/keys.ts'
import { stores } from './stores.ts'

const { patients, demandesPatient: demandes } = stores

/** To the médecins' side, by medecinId, and to the dossiers, by patientId. */
export type FromPatient =
  | { readonly to: 'medecin'; readonly message: DemandeMessage }
  | { readonly to: 'dossier'; readonly message: DossierMessage }

type PatientStores = { patients: typeof patients; demandes: typeof demandes }

/** patient.*: merges it, and takes up the demandes that waited for the patient, or that an erasure ends. */
export const recordPatient: Processor<string, PatientEvent, string, FromPatient, PatientStores> = {
  name: 'enregistrer-patient',
  stores: { patients, demandes },
  prefetch: ({ key }) => [{ store: 'patients', key }],
  process({ key: patientId, value: event }, { stores: { patients, demandes }, forward }) {
    const before = patients.get(patientId)
    const patient = mergePatient(before, event)
    if (!patient) return
    patients.put(patientId, patient)
    forward(patientId, { to: 'dossier', message: identiteDe(patient) })

    const isSame =
      patient.connuLe === (before?.connuLe ?? null) &&
      patient.suppressions.length === (before?.suppressions.length ?? 0)
    if (isSame) return
    const { from, to } = rangeOf(patientId)
    for (const [, waiting] of demandes.range(from, to)) {
      const demande = avecPatient(waiting, patientId, patient)
      for (const medecinId of medecinsDe(demande))
        forward(medecinId, { to: 'medecin', message: { kind: 'demande', demande } })
    }
  },
}

/** A demande on its way to its médecin: adds since when the patient is known. */
export const askPatient: Processor<string, DemandeMessage, string, FromPatient, PatientStores> = {
  name: 'demander-patient',
  stores: { patients, demandes },
  prefetch: ({ key, value: message }) => {
    const rendezVousId = message.kind === 'demande' ? message.demande.rendezVousId : message.rendezVousId
    return [
      { store: 'patients', key },
      { store: 'demandes', key: demandeKey(key, rendezVousId) },
    ]
  },
  process({ key: patientId, value: message }, { stores: { patients, demandes }, forward }) {
    if (message.kind === 'retrait') {
      const key = demandeKey(patientId, message.rendezVousId)
      const stored = demandes.get(key)
      if (!isWithdrawn(stored, message.nombre)) return
      demandes.delete(key)
      for (const medecinId of medecinsDe(stored)) forward(medecinId, { to: 'medecin', message })
      return
    }
    const { rendezVousId, nombre } = message.demande
    const key = demandeKey(patientId, rendezVousId)
    const stored = demandes.get(key)
    demandes.put(key, message.demande)
    const demande = avecPatient(message.demande, patientId, patients.get(patientId))
    const medecins = medecinsDe(demande)
    for (const medecinId of medecins)
      forward(medecinId, { to: 'medecin', message: { kind: 'demande', demande } })
    if (!stored) return
    for (const medecinId of medecinsDe(stored)) {
      if (medecins.has(medecinId)) continue
      forward(medecinId, { to: 'medecin', message: { kind: 'retrait', rendezVousId, nombre } })
    }
  },
}
