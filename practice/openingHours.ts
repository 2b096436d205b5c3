import type { Zone } from '../events/zone.ts'
import type { Random } from './random.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Minutes of local time. */
type Span = readonly [opens: number, closes: number]

/** When a médecin receives, by day of the week, Sunday first. */
export type Week = readonly (readonly Span[])[]

const morning: Span = [9 * 60, 12 * 60 + 30]
const afternoon: Span = [14 * 60, 18 * 60]

/** Nobody works on Sunday, on Saturday some do in the morning, and everybody is elsewhere some half-days. */
export function drawWeek(random: Random): Week {
  return Array.from({ length: 7 }, (_, weekday) => {
    if (weekday === 0) return []
    if (weekday === 6) return random.chance(0.5) ? [morning] : []
    return [morning, afternoon].filter(() => random.chance(0.85))
  })
}

/** Days since 1970 of local time. */
export const localDay = (zone: Zone, instant: number): number => Math.floor(zone.toLocal(instant) / day)

/** The starts of the slots of a local day, in order. */
export function slotsOfDay(zone: Zone, date: number, week: Week, minutes: number): readonly number[] {
  const starts: number[] = []
  // 1970 began on a Thursday.
  for (const [opens, closes] of week[(date + 4) % 7]!)
    for (let start = opens; start + minutes <= closes; start += minutes)
      starts.push(zone.toInstant(date * day + start * minute))
  return starts
}
