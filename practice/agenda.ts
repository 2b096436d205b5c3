import type { Zone } from '../events/zone.ts'
import { day, localDay, minute, slotsOfDay } from './openingHours.ts'
import type { Medecin, Patient } from './people.ts'
import type { Random } from './random.ts'

/** A piece of a médecin's time. */
export interface Slot {
  readonly medecin: Medecin
  readonly start: number
  readonly end: number
  booking: Booking | null
  /** The médecin is away. */
  isClosed: boolean
}

/** A rendezvous as the practice means it. */
export interface Booking {
  readonly rendezVousId: string
  readonly patient: Patient
  readonly medecin: Medecin
  /** Decimal, as agreed when it was asked for; null: the default. */
  readonly tarif: number | null
  /** Null: it has none (yet), after a mistake. */
  slot: Slot | null
  isConfirmed: boolean
  /** Cancelled, missed or over. */
  isOver: boolean
}

/** How far ahead one can ask for a rendezvous, days. */
export const horizonDays = 28

/** Every médecin's slots from today to the horizon. */
export class Agenda {
  readonly #zone: Zone
  readonly #days = new Map<Medecin, Map<number, readonly Slot[]>>()

  constructor(zone: Zone, medecins: readonly Medecin[]) {
    this.#zone = zone
    for (const medecin of medecins) this.#days.set(medecin, new Map())
  }

  /** The slots of a local day; forgets the days before `today`. */
  open(medecin: Medecin, date: number, today: number): readonly Slot[] {
    const days = this.#days.get(medecin)!
    days.delete(today - 2)
    let slots = days.get(date)
    if (slots === undefined) {
      const length = medecin.dureeConsultation
      slots = slotsOfDay(this.#zone, date, medecin.week, length).map(start => ({
        medecin,
        start,
        end: start + length * minute,
        booking: null,
        isClosed: false,
      }))
      days.set(date, slots)
    }
    return slots
  }

  /** Any slot after a moment of which something holds, or null after some vain looks. */
  find(random: Random, medecin: Medecin, after: number, wanted: (slot: Slot) => boolean): Slot | null {
    const days = this.#days.get(medecin)!
    const first = localDay(this.#zone, after)
    for (let look = 0; look < 12; look++) {
      const slots = days.get(first + random.between(0, horizonDays))
      if (slots === undefined || slots.length === 0) continue
      const slot = random.pick(slots)
      if (slot.start > after && wanted(slot)) return slot
    }
    return null
  }

  /** The next slot of the same day, where it can be had: for a brother or a mother. */
  following(slot: Slot): Slot | null {
    const next = this.#days
      .get(slot.medecin)!
      .get(localDay(this.#zone, slot.start))
      ?.find(({ start }) => start === slot.end)
    return next && isFree(next) ? next : null
  }

  /** The slots of a médecin that touch an interval. */
  during(medecin: Medecin, from: number, to: number): readonly Slot[] {
    const days = this.#days.get(medecin)!
    const slots: Slot[] = []
    for (let date = localDay(this.#zone, from); date <= localDay(this.#zone, to + day); date++)
      for (const slot of days.get(date) ?? []) if (slot.start < to && slot.end > from) slots.push(slot)
    return slots
  }
}

export const isFree = (slot: Slot): boolean => slot.booking === null && !slot.isClosed
