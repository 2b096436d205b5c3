import type { FactureStatut, PaiementStatut } from './statut.ts'

/** An invoice, as `/api/factures` shows it. */
export interface Facture {
  readonly factureId: string
  readonly consultationId: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly montant: number
  readonly paye: number
  readonly statut: FactureStatut
  readonly emiseLe: string
  readonly echeanceLe: string
}

/** What `/api/factures/{id}/paiements` answers. */
export interface Paiements {
  readonly items: readonly {
    readonly paiementId: string
    readonly statut: PaiementStatut
    readonly montant: number
    readonly ditLe: string | null
    readonly decideLe: string | null
  }[]
}

/** What `/api/impayes` lists. */
export interface Impaye extends Omit<Facture, 'paye' | 'consultationId' | 'statut'> {
  readonly reste: number
  readonly statut: 'EMISE' | 'EN_RETARD'
}

/** Whether something is still to be paid. */
export const isOpen = ({ statut }: Pick<Facture, 'statut'>): boolean =>
  statut === 'EMISE' || statut === 'EN_RETARD'

/** What is still to be paid; 0 where nothing is. In centimes and back, so that no third place appears. */
export const resteDe = (facture: Pick<Facture, 'montant' | 'paye' | 'statut'>): number =>
  isOpen(facture) ? Math.max(0, Math.round((facture.montant - facture.paye) * 100)) / 100 : 0
