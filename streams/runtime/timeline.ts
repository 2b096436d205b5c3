import type { Time } from './time.ts'
import type { TimelineEvent } from './timelineEvent.ts'

const most = 1_000

type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never

/** What happened to an instance: the newest events, oldest first. */
export class Timeline {
  readonly #time: Time
  readonly #events: TimelineEvent[] = []

  constructor(time: Time) {
    this.#time = time
  }

  add(event: Untimed<TimelineEvent>): void {
    this.#events.push({ at: this.#time.now(), ...event })
    if (this.#events.length > most) this.#events.shift()
  }

  get events(): readonly TimelineEvent[] {
    return [...this.#events]
  }
}
