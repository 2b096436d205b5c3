import type { Zone } from '../events/zone.ts'

const day = 86_400_000
const minute = 60_000

/** Minutes of local time; nobody works on Sunday, and on Saturday only in the morning. */
const mornings = [9 * 60, 12 * 60 + 30] as const
const afternoons = [14 * 60, 18 * 60] as const

/** The starts of a practice's slots of some length, from one instant to another, in order. */
export function* slots(zone: Zone, from: number, to: number, minutes: number): Generator<number> {
  const firstDay = Math.floor(zone.toLocal(from) / day)
  const lastDay = Math.floor(zone.toLocal(to) / day)
  for (let date = firstDay; date <= lastDay; date++) {
    const weekday = new Date(date * day).getUTCDay()
    if (weekday === 0) continue
    for (const [opens, closes] of weekday === 6 ? [mornings] : [mornings, afternoons]) {
      for (let start = opens; start + minutes <= closes; start += minutes) {
        const instant = zone.toInstant(date * day + start * minute)
        if (instant >= from && instant < to) yield instant
      }
    }
  }
}
