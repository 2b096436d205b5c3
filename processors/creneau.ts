import type { Zone } from '../events/zone.ts'
import type { AgendaRow } from '../state/agendaRow.ts'
import type { Decision } from '../state/decision.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import { agendaKey } from '../state/keys.ts'

export interface Creneau {
  readonly key: string
  readonly row: AgendaRow
}

/** The slot that a rendezvous takes in its médecin's agenda; null without a date, and while it is not accepted. */
export function creneauDe(demande: DemandeRow, decision: Decision, zone: Zone): Creneau | null {
  const { medecinId, rendezVousId, patientId, dateRendezVous, annule, termineLe, confirme } = demande
  if (dateRendezVous === null || decision.accepteLe === null || annule !== null) return null
  const local = new Date(zone.toLocal(dateRendezVous)).toISOString()
  return {
    key: agendaKey(medecinId, local.slice(0, 10), local.slice(11, 16), rendezVousId),
    row: {
      v: 1,
      medecinId,
      rendezVousId,
      patientId,
      debut: dateRendezVous,
      fin: dateRendezVous + decision.dureeMinutes * 60_000,
      statut: termineLe !== null ? 'TERMINE' : confirme ? 'CONFIRME' : 'ACCEPTE',
    },
  }
}
