/** A time zone of the tz database, with arithmetic cheap enough for every record. */
export interface Zone {
  readonly name: string
  /**
   * The instant of a local date and time, given as if it were UTC. In the hour that a clock repeats, the first; an hour that
   * a clock skips is taken an hour later, as java.time does (the services that write local times are Java's).
   */
  toInstant(local: number): number
  /** Local date and time of an instant, as if it were UTC. */
  toLocal(instant: number): number
}

const day = 86_400_000
/** Every offset in use changes on a quarter of an hour. */
const quarter = 900_000
const cacheLimit = 10_000

/** Throws a RangeError for a zone that does not exist. */
export function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  const offsets = new Map<number, number>()
  const wholeDays = new Map<number, number | null>()

  function offsetAt(instant: number): number {
    const slot = Math.floor(instant / quarter)
    let offset = offsets.get(slot)
    if (offset === undefined) {
      offset = parseOffset(format.format(slot * quarter))
      remember(offsets, slot, offset)
    }
    return offset
  }

  /** The one offset of a day and its neighbours, or null if it changes there. Nearly all days take this way. */
  function offsetOfDay(local: number): number | null {
    const date = Math.floor(local / day)
    let offset = wholeDays.get(date)
    if (offset === undefined) {
      const before = offsetAt((date - 1) * day)
      offset = before === offsetAt((date + 2) * day) ? before : null
      remember(wholeDays, date, offset)
    }
    return offset
  }

  return {
    name,
    toInstant(local) {
      const constant = offsetOfDay(local)
      if (constant !== null) return local - constant
      const before = offsetAt(local - day)
      const after = offsetAt(local + day)
      if (offsetAt(local - before) === before) return local - before
      if (offsetAt(local - after) === after) return local - after
      return local - before
    },
    toLocal: instant => instant + (offsetOfDay(instant) ?? offsetAt(instant)),
  }
}

function parseOffset(formatted: string): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatted)
  if (!match?.[1]) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -1 : 1) * seconds * 1000
}

function remember<V>(cache: Map<number, V>, key: number, value: V): void {
  if (cache.size >= cacheLimit) cache.clear()
  cache.set(key, value)
}
