import type { Processor } from 'millrace'
import { type DossierMessage, mergeDossier } from '../processors/dossier.ts'
import { isEmpty, mergeTotaux } from '../processors/totaux.ts'
import { ligneKey } from '../state/keys.ts'
import { stores } from './stores.ts'

const { dossiers, lignes, totaux } = stores

/** Keeps each patient's dossier: who it is, the lines, their sums; and the sums of all dossiers here. */
export const keepDossier: Processor<
  string,
  DossierMessage,
  never,
  never,
  { dossiers: typeof dossiers; lignes: typeof lignes; totaux: typeof totaux }
> = {
  name: 'tenir-dossier',
  stores: { dossiers, lignes, totaux },
  prefetch: ({ key }) => [{ store: 'dossiers', key }],
  process({ key: patientId, value: message }, { partition, stores: { dossiers, lignes, totaux } }) {
    const before = dossiers.get(patientId)
    const dossier = mergeDossier(before, patientId, message)
    if (dossier) dossiers.put(patientId, dossier)
    else dossiers.delete(patientId)
    const here = String(partition)
    const sums = mergeTotaux(totaux.get(here), message, before, dossier)
    if (sums && isEmpty(sums)) totaux.delete(here)
    else if (sums) totaux.put(here, sums)
    if (message.kind !== 'ligne') return
    const key = ligneKey(patientId, message.rendezVousId)
    if (message.ligne) lignes.put(key, message.ligne)
    else lignes.delete(key)
  },
}
