export type RendezvousStatut = 'EN_ATTENTE' | 'ACCEPTE' | 'CONFIRME' | 'ANNULE' | 'TERMINE' | 'REJETE'
export type ConsultationStatut = 'CREEE' | 'REALISEE' | 'ANNULEE'
export type FactureStatut = 'EMISE' | 'EN_RETARD' | 'PAYEE' | 'ANNULEE' | 'A_REMBOURSER'
export type PaiementStatut = 'EN_COURS' | 'RECU' | 'ECHOUE'
export type Statut = RendezvousStatut | ConsultationStatut | FactureStatut | PaiementStatut
