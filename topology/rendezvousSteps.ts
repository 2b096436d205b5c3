import type { KeyValueStore, Processor, ProcessorContext } from 'millrace'
import type { EchecEvent, RendezvousEvent } from '../events/event.ts'
import { type DemandeMessage, demandeDe, patientsDe } from '../processors/demande.ts'
import { idsDe } from '../processors/derives.ts'
import { mergeEchec, mergeRendezvous } from '../processors/mergeRendezvous.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { stores } from './stores.ts'

const { rendezvous } = stores
type RecordStep<V> = Processor<string, V, string, FromRecording, { rendezvous: typeof rendezvous }>

/** To its patients, by patientId, and to the references, by factureId. */
export type FromRecording =
  | { readonly to: 'patient'; readonly message: DemandeMessage }
  | { readonly to: 'reference'; readonly rendezVousId: string }

/** rendezvous.*: merges it, and asks its patient; the patient asks the médecin, and he answers with a decision. */
export const recordRendezvous: RecordStep<RendezvousEvent> = {
  name: 'enregistrer-rendezvous',
  stores: { rendezvous },
  prefetch: ({ key }) => [{ store: 'rendezvous', key }],
  process({ key, value: event }, { stores: { rendezvous }, forward }) {
    const before = rendezvous.get(key)
    const row = mergeRendezvous(before, event)
    if (row) record(row, before, rendezvous, forward)
  },
}

/** An invoice of it that failed: recorded as its cancellations are. */
export const recordEchec: RecordStep<EchecEvent> = {
  name: 'enregistrer-echec',
  stores: { rendezvous },
  prefetch: ({ key }) => [{ store: 'rendezvous', key }],
  process({ key, value: event }, { stores: { rendezvous }, forward }) {
    const before = rendezvous.get(key)
    const row = mergeEchec(before, key, event)
    if (row) record(row, before, rendezvous, forward)
  },
}

function record(
  row: RendezvousRow,
  before: RendezvousRow | undefined,
  rendezvous: KeyValueStore<string, RendezvousRow>,
  forward: ProcessorContext<string, FromRecording>['forward'],
): void {
  const { rendezVousId } = row
  rendezvous.put(rendezVousId, row)
  if (!before) forward(idsDe(rendezVousId).factureId, { to: 'reference', rendezVousId })
  const demande = demandeDe(row)
  if (!demande) return
  const patients = patientsDe(demande)
  for (const patientId of patients)
    forward(patientId, { to: 'patient', message: { kind: 'demande', demande } })

  const left = before && demandeDe(before)
  if (!left) return
  for (const patientId of patientsDe(left)) {
    if (patients.has(patientId)) continue
    const message = { kind: 'retrait', rendezVousId, nombre: demande.nombre } as const
    forward(patientId, { to: 'patient', message })
  }
}
