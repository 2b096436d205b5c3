import type { ReglementEvent } from '../events/event.ts'

/**
 * Whose an invoice is: its id is derived from the rendezvous and does not lead back. Key: factureId. What comes before the
 * rendezvous is known (or for an invoice that is nobody's) waits here.
 */
export interface ReferenceRow {
  readonly v: 1
  /** Null: not known yet, or never. */
  readonly rendezVousId: string | null
  /** In the order of event time. Empty once the rendezvous is known. */
  readonly attente: readonly EnAttente[]
}

export interface EnAttente {
  /** Of its record. */
  readonly timestamp: number
  readonly event: ReglementEvent
}

/** Of one invoice; what comes beyond them is a dead letter. */
export const maxAttente = 256
