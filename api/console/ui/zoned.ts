/** A moment as clocks of a zone show it. */
export interface Local {
  /** `2026-11-22` */
  readonly day: string
  /** Since midnight. */
  readonly minutes: number
}

export interface Zoned {
  localOf(at: number): Local
  /** The moment at which clocks there show it; in the hour that a change of clocks leaves out, the hour after. */
  instantOf(day: string, minutes?: number): number
}

const minute = 60_000
const dayMs = 86_400_000

/** Days and hours of a zone (`Africa/Casablanca`); undefined: the browser's. */
export function zoned(zone: string | undefined): Zoned {
  const form = new Intl.DateTimeFormat('en-GB', {
    ...(zone !== undefined && { timeZone: zone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const localOf = (at: number): Local => {
    const part = Object.fromEntries(form.formatToParts(at).map(({ type, value }) => [type, value]))
    return {
      day: `${part.year}-${part.month}-${part.day}`,
      minutes: Number(part.hour) * 60 + Number(part.minute),
    }
  }
  /** What clocks show, read as if it were UTC. */
  const shown = (at: number): number => {
    const { day, minutes } = localOf(at)
    return Date.parse(day) + minutes * minute
  }
  return {
    localOf,
    instantOf(day, minutes = 0) {
      const wanted = Date.parse(day) + minutes * minute
      const near = wanted - (shown(wanted) - wanted)
      return near - (shown(near) - wanted)
    },
  }
}

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** The Monday of its week. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(day).getUTCDay() + 6) % 7))
