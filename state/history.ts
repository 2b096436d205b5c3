import { isLater, type Stamp } from './stamp.ts'

/** The values that a field had, oldest first: what was in force at some time stays answerable after an update. */
export type History<T> = readonly Entry<T>[]

interface Entry<T> extends Stamp {
  readonly value: T
}

/** More changes of one médecin's tarif than any practice sees; the oldest go first. */
export const maxEntries = 256

export function record<T>(history: History<T>, stamp: Stamp, value: T): History<T> {
  const entries = [...history]
  const entry = { time: stamp.time, eventId: stamp.eventId, value }
  const later = entries.findIndex(each => isLater(each, entry))
  entries.splice(later < 0 ? entries.length : later, 0, entry)
  return entries.length > maxEntries ? entries.slice(-maxEntries) : entries
}

/** The value in force at a time; before the first one, the first (a médecin whose events come late has always had it). */
export function valueAt<T extends string | number>(history: History<T>, time: number): T | null {
  let value: T | null = history[0]?.value ?? null
  for (const entry of history) {
    if (entry.time > time) break
    value = entry.value
  }
  return value
}
