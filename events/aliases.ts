import type { EventType } from './catalogue.ts'

/** Other topics whose records are read as events of ours, by topic. */
export type Aliases = Readonly<Record<string, EventType>>

/** The names of the English-speaking appointment context. Off unless configured. */
export const englishAliases: Aliases = {
  'patient.registered': 'patient.created',
  'doctor.available': 'medecin.available',
  'appointment.created': 'rendezvous.created',
  'appointment.confirmed': 'rendezvous.confirmed',
  'appointment.cancelled': 'rendezvous.cancelled',
  'appointment.completed': 'rendezvous.completed',
  'calendar.slot.freed': 'creneau.libere',
}
