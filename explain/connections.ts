import type { DecodedEvent } from '../events/decode.ts'
import { factureIdOf } from '../events/derivedId.ts'
import { idsDe } from '../processors/derives.ts'

/** All that a rendezvous ever asked for. */
export interface Footprint {
  readonly patients: string[]
  readonly medecins: string[]
  readonly dates: number[]
  /** The longest that it asked for itself; 0: it never said. */
  minutes: number
}

/** Who has to do with whom, by the ids in events: some 300 bytes a rendezvous. */
export class Connections {
  readonly rendezvous = new Map<string, Footprint>()
  /** The longest that a consultation of a médecin ever took by default. */
  readonly #minutes = new Map<string, number>()
  readonly #ofFacture = new Map<string, string>()

  note(event: DecodedEvent): void {
    switch (event.type) {
      case 'rendezvous.created': {
        const { patientId, medecinId, dateRendezVous, dureeMinutes } = event.data
        const footprint = this.#footprint(event.data.rendezVousId)
        add(footprint.patients, patientId)
        add(footprint.medecins, medecinId)
        add(footprint.dates, dateRendezVous)
        footprint.minutes = Math.max(footprint.minutes, dureeMinutes ?? 0)
        break
      }
      case 'rendezvous.confirmed':
      case 'rendezvous.cancelled':
      case 'rendezvous.completed':
        this.#footprint(event.data.rendezVousId)
        break
      case 'facture.failed':
        if (event.data.rendezVousId !== null) this.#footprint(event.data.rendezVousId)
        break
      case 'medecin.created':
      case 'medecin.updated': {
        const { medecinId, dureeConsultation } = event.data
        this.#minutes.set(medecinId, Math.max(this.#minutes.get(medecinId) ?? 0, dureeConsultation ?? 0))
        break
      }
    }
  }

  ofFacture(factureId: string): string | null {
    return this.#ofFacture.get(factureId) ?? null
  }

  /** The rendezvous that an event is of, if it is of any. */
  rendezvousOf(event: DecodedEvent): string | null {
    switch (event.type) {
      case 'rendezvous.created':
      case 'rendezvous.confirmed':
      case 'rendezvous.cancelled':
      case 'rendezvous.completed':
        return event.data.rendezVousId
      case 'paiement.pending':
      case 'paiement.completed':
      case 'paiement.failed':
        return this.ofFacture(event.data.factureId)
      case 'facture.failed':
        return event.data.rendezVousId ?? this.ofFacture(factureIdOf(event.data.consultationId))
      default:
        return null
    }
  }

  /** The longest that it can take with a médecin. */
  minutesWith(medecinId: string, { minutes }: Footprint, byDefault: number): number {
    return Math.max(minutes, this.#minutes.get(medecinId) ?? 0, byDefault)
  }

  #footprint(rendezVousId: string): Footprint {
    const known = this.rendezvous.get(rendezVousId)
    if (known) return known
    const footprint: Footprint = { patients: [], medecins: [], dates: [], minutes: 0 }
    this.rendezvous.set(rendezVousId, footprint)
    this.#ofFacture.set(idsDe(rendezVousId).factureId, rendezVousId)
    return footprint
  }
}

function add<T>(list: T[], value: T | null): void {
  if (value !== null && !list.includes(value)) list.push(value)
}
