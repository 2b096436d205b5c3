import { type EnAttente, maxAttente, type ReferenceRow } from '../state/referenceRow.ts'
import { isLater } from '../state/stamp.ts'

/** An event that waits for its rendezvous to become known; null when it waits already. */
export function attendre(row: ReferenceRow | undefined, arrived: EnAttente): ReferenceRow | null {
  const attente = row?.attente ?? []
  if (attente.some(({ event }) => event.eventId === arrived.event.eventId)) return null
  if (attente.length >= maxAttente)
    throw new RangeError(`At most ${maxAttente} events wait for an unknown invoice`)
  const sorted = [...attente, arrived].sort((a, b) => (isLater(a.event, b.event) ? 1 : -1))
  return { v: 1, rendezVousId: null, attente: sorted }
}
