import type { Processor } from 'millrace'
import { type DossierMessage, mergeDossier } from '../processors/dossier.ts'
import { ligneKey } from '../state/keys.ts'
import { stores } from './stores.ts'

const { dossiers, lignes } = stores

/** Keeps each patient's dossier: who it is, the lines, their sums. */
export const keepDossier: Processor<
  string,
  DossierMessage,
  never,
  never,
  { dossiers: typeof dossiers; lignes: typeof lignes }
> = {
  name: 'tenir-dossier',
  stores: { dossiers, lignes },
  prefetch: ({ key }) => [{ store: 'dossiers', key }],
  process({ key: patientId, value: message }, { stores: { dossiers, lignes } }) {
    const dossier = mergeDossier(dossiers.get(patientId), patientId, message)
    if (dossier) dossiers.put(patientId, dossier)
    else dossiers.delete(patientId)
    if (message.kind !== 'ligne') return
    const key = ligneKey(patientId, message.rendezVousId)
    if (message.ligne) lignes.put(key, message.ligne)
    else lignes.delete(key)
  },
}
