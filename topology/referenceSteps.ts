import type { Processor } from 'millrace'
import { factureIdOf } from '../events/derivedId.ts'
import type { ReglementEvent } from '../events/event.ts'
import { attendre } from '../processors/reference.ts'
import { stores } from './stores.ts'

const { references } = stores
type ReferenceStores = { references: typeof references }

/** By which invoice an event is found; a foreign facture.failed may know the consultation only. */
export const factureDe = (event: ReglementEvent): string =>
  event.type === 'facture.failed' ? factureIdOf(event.data.consultationId) : event.data.factureId

/** A rendezvous has become known: what waited for its invoice goes to it. */
export const learnReference: Processor<string, string, string, ReglementEvent, ReferenceStores> = {
  name: 'apprendre-reference',
  stores: { references },
  prefetch: ({ key }) => [{ store: 'references', key }],
  process({ key: factureId, value: rendezVousId }, { stores: { references }, forward }) {
    const waiting = references.get(factureId)?.attente ?? []
    references.put(factureId, { v: 1, rendezVousId, attente: [] })
    for (const { event, timestamp } of waiting) forward(rendezVousId, event, { timestamp })
  },
}

/** paiement.* and facture.failed: to the rendezvous, or it waits for it. */
export const findRendezvous: Processor<string, ReglementEvent, string, ReglementEvent, ReferenceStores> = {
  name: 'trouver-rendezvous',
  stores: { references },
  prefetch: ({ key }) => [{ store: 'references', key }],
  process({ key: factureId, value: event, timestamp }, { stores: { references }, forward }) {
    const told = event.type === 'facture.failed' ? event.data.rendezVousId : null
    const row = references.get(factureId)
    const rendezVousId = told ?? row?.rendezVousId ?? null
    if (rendezVousId !== null) return forward(rendezVousId, event)
    const next = attendre(row, { timestamp, event })
    if (next) references.put(factureId, next)
  },
}
