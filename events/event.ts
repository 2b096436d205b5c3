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
/** Says of an interval of a médecin's time whether he is there. */
export type AbsenceEvent = EventOf<'medecin.available' | 'medecin.unavailable' | 'creneau.libere'>
export type RendezvousEvent = EventOf<
  'rendezvous.created' | 'rendezvous.confirmed' | 'rendezvous.cancelled' | 'rendezvous.completed'
>
export type PaiementEvent = EventOf<'paiement.pending' | 'paiement.completed' | 'paiement.failed'>
/** An invoice that another service could not make. */
export type EchecEvent = EventOf<'facture.failed'>
/** What concerns an invoice: it finds its rendezvous through the store of references. */
export type ReglementEvent = PaiementEvent | EchecEvent
