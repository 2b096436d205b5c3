import type { EventData, EventType } from './catalogue.ts'

/** An event once decoded, whatever format it came in. */
export type EventOf<T extends EventType> = {
  readonly [Type in T]: {
    readonly type: Type
    readonly eventId: string
    /** Event time, milliseconds since 1970. */
    readonly time: number
    readonly data: EventData<Type>
  }
}[T]

export type PatientEvent = EventOf<'patient.created' | 'patient.updated' | 'patient.deleted'>
export type MedecinEvent = EventOf<'medecin.created' | 'medecin.updated'>
export type AbsenceEvent = EventOf<'medecin.available' | 'medecin.unavailable'>
export type RendezvousEvent = EventOf<
  'rendezvous.created' | 'rendezvous.confirmed' | 'rendezvous.cancelled' | 'rendezvous.completed'
>
