import type { Entry } from './chronicle.ts'
import { type Place, placeOf } from './place.ts'
import type { Told } from './reading.ts'

/** The events that were replayed, for finding the one behind something that a row says. */
export class Events {
  readonly #all: readonly Told[]
  readonly #byId = new Map<string, Told>()

  constructor(entries: readonly Entry[]) {
    this.#all = entries.flatMap(entry => (entry.kind === 'told' ? [entry.told] : []))
    // Of one that was written again, the first counts.
    for (const told of this.#all)
      if (!this.#byId.has(told.event.eventId)) this.#byId.set(told.event.eventId, told)
  }

  get count(): number {
    return this.#all.length
  }

  withId(eventId: string | null | undefined): readonly Place[] {
    const told = eventId ? this.#byId.get(eventId) : undefined
    return told ? [placeOf(told)] : []
  }

  /** The one of a type about somebody or something, at an event time; or the earliest. */
  of(type: string, id: string, time?: number): readonly Place[] {
    const found = this.#all
      .filter(({ event }) => event.type === type && Object.values(event.data)[0] === id)
      .filter(({ event }) => time === undefined || event.time === time)
      .sort((a, b) => a.event.time - b.event.time)
    return found.slice(0, 1).map(placeOf)
  }
}
