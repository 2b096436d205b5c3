import type { RendezvousStatut } from './rendezvousRow.ts'

/** A slot that is taken. Key: agendaKey, so that the slots of a médecin's day are one range. No names: ids only. */
export interface AgendaRow {
  readonly v: 1
  readonly medecinId: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly debut: number
  readonly fin: number
  readonly statut: RendezvousStatut
}
