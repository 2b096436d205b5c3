import { type Static, Type } from 'typebox'
import type { AgendaRow } from '../../state/agendaRow.ts'
import { when } from '../when.ts'
import { id, instant, nullableText, statut } from './fields.ts'
import { rendezvousStatuts } from './statuts.ts'

export const creneauSchema = Type.Object({
  debut: instant(),
  fin: instant(),
  rendezVousId: id(),
  patientId: id(),
  statut: statut(...rendezvousStatuts),
})

export const agendaSchema = Type.Object({
  medecinId: id(),
  items: Type.Array(creneauSchema, { description: 'Slots that are taken, in the order of time' }),
  next: nullableText('Cursor of the following page'),
})

export function showCreneau(row: AgendaRow): Static<typeof creneauSchema> {
  return {
    debut: when(row.debut)!,
    fin: when(row.fin)!,
    rendezVousId: row.rendezVousId,
    patientId: row.patientId,
    statut: row.statut,
  }
}
