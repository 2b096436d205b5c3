import type { ConsultationStatut } from '../../state/consultationRow.ts'
import type { FactureStatut } from '../../state/factureRow.ts'
import type { RendezvousStatut } from '../../state/rendezvousRow.ts'

/** The stati there are, for schemas; the types keep them the stores' own. */
export const rendezvousStatuts: RendezvousStatut[] = [
  'EN_ATTENTE',
  'ACCEPTE',
  'CONFIRME',
  'ANNULE',
  'TERMINE',
  'REJETE',
]
export const consultationStatuts: ConsultationStatut[] = ['CREEE', 'REALISEE', 'ANNULEE']
export const factureStatuts: FactureStatut[] = ['EMISE', 'EN_RETARD', 'PAYEE', 'ANNULEE', 'A_REMBOURSER']
