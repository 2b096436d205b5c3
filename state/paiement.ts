import type { Stamp } from './stamp.ts'

export type PaiementStatut = 'EN_COURS' | 'RECU' | 'ECHOUE'

/** A payment of an invoice, as its events tell together. */
export interface Paiement {
  readonly paiementId: string
  readonly statut: PaiementStatut
  /** Of the event that said RECU or ECHOUE; null while it is EN_COURS. */
  readonly decide: Stamp | null
  readonly montantCentimes: number
  /** Of the event that told the amount; null: none has. */
  readonly chiffre: Stamp | null
}

/** More attempts at one invoice than anybody makes; what comes beyond them is a dead letter. */
export const maxPaiements = 256
