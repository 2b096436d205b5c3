import type { Totaux } from './dossierRow.ts'
import type { RendezvousStatut } from './rendezvousRow.ts'

/** Sums over the dossiers of one partition; the whole is the sum of the rows. Key: the partition's number. */
export interface TotauxRow extends Totaux {
  readonly v: 1
  /** Known and not erased. */
  readonly patients: number
  /** Rendezvous by statut; none is left out. */
  readonly statuts: Readonly<Partial<Record<RendezvousStatut, number>>>
}
