import { finDe } from '../processors/finDe.ts'
import type { Rejet } from '../state/decision.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import type { Place } from './place.ts'
import { type Found, iso, type Reason } from './reason.ts'
import { refusReason } from './refusReason.ts'

/** Why a rendezvous stands as it stands. */
export function statutReason(row: RendezvousRow, found: Found): Reason {
  const reason = (text: string, because: readonly Place[]): Reason => ({
    of: `rendezvous ${row.rendezVousId}`,
    about: 'statut',
    text: `${row.statut}: ${text}`,
    because,
  })
  const { events } = found
  const { conclusion, rendezVousId } = row
  const fin = finDe(row)
  switch (row.statut) {
    case 'REJETE': {
      const [text, because] = rejection(row, conclusion!.rejet!, found)
      return reason(text, because)
    }
    case 'ANNULE':
      if (fin!.cause === 'EFFACEMENT')
        return reason(
          `patient ${row.patientId} was erased before its date`,
          events.of('patient.deleted', row.patientId!, fin!.time),
        )
      return reason(
        fin!.cause === 'FACTURE' ? 'its invoice failed' : 'it was cancelled',
        events.withId(fin!.eventId),
      )
    case 'EN_ATTENTE': {
      const until = conclusion?.attendJusqua ?? null
      if (until === null) return reason('nobody has asked for it yet', [])
      return reason(
        `it waits for its ${row.manque.join(' and ').toLowerCase()}, until ${iso(until)} of event time`,
        asked(row, found),
      )
    }
    default: {
      const [text, because] = acceptance(row, found)
      if (row.statut === 'TERMINE')
        return reason(`${text}; it took place`, [...because, ...events.withId(fin!.eventId)])
      if (row.statut === 'ACCEPTE') return reason(text, because)
      const confirmed = events.of('rendezvous.confirmed', rendezVousId, row.confirmeLe!)
      return reason(`${text}; it was confirmed`, [...because, ...confirmed])
    }
  }
}

type Told = readonly [text: string, because: readonly Place[]]

/** By what it asks for what it asks for now. */
function asked(
  { medecinId, rendezVousId, demandes }: RendezvousRow,
  { state, events }: Found,
): readonly Place[] {
  const demande = [...state.demandes.values()].find(
    each => each.rendezVousId === rendezVousId && each.medecinId === medecinId,
  )
  return events.withId(demande?.depuis.eventId ?? demandes.at(-1)?.eventId)
}

function acceptance(row: RendezvousRow, found: Found): Told {
  const { patientId, medecinId } = row
  const { accepteLe } = row.conclusion!
  const because = asked(row, found)
  const isOf = (connuLe: number | null | undefined) =>
    connuLe === accepteLe && because.every(each => Date.parse(each.time) < accepteLe!)
  if (isOf(found.state.patients.get(patientId!)?.connuLe))
    return [
      `accepted when patient ${patientId} became known`,
      [...because, ...found.events.of('patient.created', patientId!, accepteLe!)],
    ]
  if (isOf(found.state.medecins.get(medecinId!)?.connuLe))
    return [
      `accepted when médecin ${medecinId} became known`,
      [...because, ...found.events.of('medecin.created', medecinId!, accepteLe!)],
    ]
  return ['accepted as it was asked for', because]
}

function rejection(row: RendezvousRow, { raison, time }: Rejet, found: Found): Told {
  const { patientId, medecinId } = row
  if (raison === 'CRENEAU_OCCUPE' || raison === 'MEDECIN_INDISPONIBLE') {
    const [text, because] = refusReason(row, raison, found)
    return [text, [...asked(row, found), ...because]]
  }
  const [type, id, parent] =
    raison === 'PATIENT_INCONNU'
      ? (['patient.created', patientId!, found.state.patients.get(patientId!)] as const)
      : (['medecin.created', medecinId!, found.state.medecins.get(medecinId!)] as const)
  const connuLe = parent?.connuLe ?? null
  const text = `${raison}: it waited for ${id} until ${iso(time)} of event time, and ${
    connuLe === null ? `no ${type} has come` : `${type} is of ${iso(connuLe)}`
  }`
  return [text, [...asked(row, found), ...(connuLe === null ? [] : found.events.of(type, id, connuLe))]]
}
