/** When an event happened and which it was: the order of all decisions, total and the same everywhere. */
export interface Stamp {
  readonly time: number
  readonly eventId: string
}

export const isLater = (a: Stamp, b: Stamp): boolean =>
  a.time > b.time || (a.time === b.time && a.eventId > b.eventId)

export const earliest = <S extends Stamp>(a: S | null, b: S): S => (a === null || isLater(a, b) ? b : a)
export const earliestTime = (a: number | null, b: number): number => (a === null ? b : Math.min(a, b))
export const latestTime = (a: number | null, b: number): number => (a === null ? b : Math.max(a, b))
